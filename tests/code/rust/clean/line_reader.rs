use std::io::{BufRead, BufReader};
use std::net::TcpStream;

pub fn lines(stream: TcpStream) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        println!("{line}");
    }
}
