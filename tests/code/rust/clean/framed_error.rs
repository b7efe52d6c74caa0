use std::io::{self, Read};
use std::net::TcpStream;

fn frame(s: &mut TcpStream) -> io::Result<Option<Vec<u8>>> {
    let mut head = [0u8; 2];
    let n = s.read(&mut head)?;
    if n == 0 {
        return Ok(None);
    }
    let mut body = vec![0; head[0] as usize];
    s.read_exact(&mut body)?;
    Ok(Some(body))
}

pub fn run(mut s: TcpStream) -> io::Result<()> {
    while let Some(f) = frame(&mut s)? {
        println!("{}", f.len());
    }
    Ok(())
}
