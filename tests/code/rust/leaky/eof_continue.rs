use std::io::{Read, Write};
use std::net::TcpStream;

pub fn serve(mut stream: TcpStream) -> std::io::Result<()> {
    let mut buf = [0u8; 1024];
    loop {
        match stream.read(&mut buf) {
            Ok(0) => continue, // expect: close-wait-leak
            Ok(n) => stream.write_all(&buf[..n])?,
            Err(e) => return Err(e),
        }
    }
}
