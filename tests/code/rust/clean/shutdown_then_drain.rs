use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};

pub fn refuse(mut s: TcpStream) -> std::io::Result<()> {
    s.write_all(b"HTTP/1.1 503 busy\r\n\r\n")?;
    s.shutdown(Shutdown::Write)?;
    let mut sink = [0u8; 1024];
    while s.read(&mut sink)? > 0 {}
    Ok(())
}
