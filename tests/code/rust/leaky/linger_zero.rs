use std::time::Duration;
use tokio::net::TcpStream;

pub fn slam(stream: TcpStream) {
    let _ = stream.set_linger(Some(Duration::from_secs(0))); // expect: reset-with-unread-data
}
