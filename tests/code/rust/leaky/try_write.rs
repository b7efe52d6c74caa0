use tokio::net::TcpStream;

async fn reply(s: &TcpStream, b: &[u8]) -> std::io::Result<()> {
    s.writable().await?;
    match s.try_write(b) { // expect: send-buffer-limited
        Ok(_) => Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::WouldBlock => Ok(()),
        Err(e) => Err(e),
    }
}
