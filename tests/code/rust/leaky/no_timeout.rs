use std::io::{BufRead, BufReader};
use std::net::TcpStream;

fn follow(addr: &str) -> std::io::Result<()> {
    let s = TcpStream::connect(addr)?;
    s.set_read_timeout(None)?; // expect: dead-peer-timeout
    for line in BufReader::new(s).lines() {
        println!("{}", line?);
    }
    Ok(())
}
