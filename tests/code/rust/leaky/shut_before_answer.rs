use std::io::{self, BufRead, BufReader, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

pub fn ask(addr: &str, lines: &[String]) -> io::Result<Vec<String>> {
    let mut sock = TcpStream::connect(addr)?;
    sock.set_read_timeout(Some(Duration::from_secs(5)))?;
    sock.set_write_timeout(Some(Duration::from_secs(5)))?;
    sock.write_all(lines.join("\n").as_bytes())?;
    sock.shutdown(Shutdown::Both)?; // expect: reset-with-unread-data
    let r = BufReader::new(&sock);
    r.lines().collect()
}
