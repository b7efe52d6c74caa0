use std::io::Read;
use std::net::TcpStream;
use std::time::Duration;

pub fn wait(mut stream: TcpStream) -> std::io::Result<usize> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut b = [0u8; 16];
    stream.read(&mut b)
}
