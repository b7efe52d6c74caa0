use socket2::SockRef;
use std::time::Duration;

fn tune(s: &tokio::net::TcpStream) -> std::io::Result<()> {
    SockRef::from(s).set_linger(Some(Duration::ZERO))?; // expect: reset-with-unread-data
    Ok(())
}
