use std::io::{Read, Write};
use std::net::TcpStream;

pub fn call(stream: &mut TcpStream, head: &[u8], body: &[u8]) -> std::io::Result<usize> {
    stream.set_nodelay(true)?;
    stream.write_all(head)?;
    stream.write_all(body)?;
    let mut answer = [0u8; 512];
    stream.read(&mut answer)
}
