use std::io::{self, Read, Write};
use std::net::TcpStream;

fn turn_away(mut s: TcpStream, why: &[u8]) -> io::Result<()> {
    s.write_all(why)
}

pub fn take(mut s: TcpStream, announced: usize) -> io::Result<()> {
    if announced > 1 << 20 {
        return turn_away(s, b"too large\n"); // expect: reset-with-unread-data
    }
    let mut body = vec![0u8; announced];
    s.read_exact(&mut body)?;
    s.write_all(b"taken\n")
}
