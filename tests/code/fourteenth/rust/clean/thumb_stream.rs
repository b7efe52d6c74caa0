use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;

/// Newest preview picture to one monitor. A started picture is always finished.
pub async fn monitor(stream: TcpStream, mut pics: watch::Receiver<Arc<Vec<u8>>>) -> io::Result<u64> {
    stream.set_nodelay(true)?;
    let mut shown = 0u64;
    let mut hole = [0u8; 128];
    loop {
        tokio::select! {
            c = pics.changed() => {
                if c.is_err() {
                    return Ok(shown);
                }
                let pic = pics.borrow_and_update().clone();
                let mut wire = (pic.len() as u32).to_be_bytes().to_vec();
                wire.extend_from_slice(&pic);
                match timeout(Duration::from_secs(4), put(&stream, &wire)).await {
                    Ok(r) => r?,
                    Err(_) => return Err(ErrorKind::TimedOut.into()),
                }
                shown += 1;
            }
            r = stream.readable() => {
                r?;
                match stream.try_read(&mut hole) {
                    Ok(0) => return Ok(shown),
                    Ok(_) => {}
                    Err(e) if e.kind() == ErrorKind::WouldBlock => {}
                    Err(e) => return Err(e),
                }
            }
        }
    }
}

async fn put(stream: &TcpStream, mut data: &[u8]) -> io::Result<()> {
    while !data.is_empty() {
        stream.writable().await?;
        match stream.try_write(data) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(n) => data = &data[n..],
            Err(e) if e.kind() == ErrorKind::WouldBlock => {}
            Err(e) => return Err(e),
        }
    }
    Ok(())
}
