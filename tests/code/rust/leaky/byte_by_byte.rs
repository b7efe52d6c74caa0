use std::io::Write;
use std::net::TcpStream;

pub fn spell(stream: &mut TcpStream, text: &[u8]) -> std::io::Result<()> {
    for b in text {
        stream.write_all(&[*b])?; // expect: small-writes
    }
    Ok(())
}
