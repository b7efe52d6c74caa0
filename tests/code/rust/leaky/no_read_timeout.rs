use std::io::Read;
use std::net::TcpStream;

pub fn wait(mut stream: TcpStream) -> std::io::Result<usize> {
    stream.set_read_timeout(None)?; // expect: dead-peer-timeout
    let mut b = [0u8; 16];
    stream.read(&mut b)
}
