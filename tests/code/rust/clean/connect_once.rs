use std::io::Write;
use std::net::TcpStream;

pub fn push(addr: &str, items: &[Vec<u8>]) -> std::io::Result<()> {
    let mut s = TcpStream::connect(addr)?;
    for item in items {
        s.write_all(item)?;
    }
    Ok(())
}
