use std::io::Write;
use std::net::TcpStream;

pub fn push(addr: &str, items: &[Vec<u8>]) -> std::io::Result<()> {
    for item in items {
        let mut s = TcpStream::connect(addr)?; // expect: connection-churn
        s.write_all(item)?;
    }
    Ok(())
}
