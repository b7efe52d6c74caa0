use std::io::{Read, Write};
use std::net::TcpStream;

fn ask(s: &mut TcpStream, b: &[u8]) -> std::io::Result<u8> {
    s.write_all(&(b.len() as u32).to_be_bytes())?;
    s.write_all(b)?; // expect: nagle-delayed-ack
    let mut r = [0; 1];
    s.read_exact(&mut r)?;
    Ok(r[0])
}
