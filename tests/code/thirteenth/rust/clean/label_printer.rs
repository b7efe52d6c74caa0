use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

#[derive(Debug)]
pub enum PrintError {
    Connect(io::Error),
    Io(io::Error),
    Status(u8),
}

impl From<io::Error> for PrintError {
    fn from(e: io::Error) -> Self {
        PrintError::Io(e)
    }
}

fn dial(host: &str) -> io::Result<TcpStream> {
    let mut last = io::Error::new(io::ErrorKind::NotFound, "no address");
    for a in (host, 9100u16).to_socket_addrs()? {
        match TcpStream::connect_timeout(&a, Duration::from_secs(4)) {
            Ok(s) => {
                s.set_read_timeout(Some(Duration::from_secs(40)))?;
                s.set_write_timeout(Some(Duration::from_secs(40)))?;
                s.set_nodelay(true)?;
                return Ok(s);
            }
            Err(e) => last = e,
        }
    }
    Err(last)
}

/// One job: preamble, data, status request. The printer answers with a single byte,
/// 0x00 means everything is on paper.
pub fn print(host: &str, labels: &[Vec<u8>]) -> Result<usize, PrintError> {
    let mut s = dial(host).map_err(PrintError::Connect)?;
    let mut done = 0;
    for l in labels {
        let mut job = Vec::with_capacity(l.len() + 8);
        job.extend_from_slice(b"\x1b@");
        job.extend_from_slice(l);
        job.extend_from_slice(b"\x0c\x1bS");
        s.write_all(&job)?;
        let mut st = [0u8; 1];
        s.read_exact(&mut st)?;
        if st[0] != 0 {
            return Err(PrintError::Status(st[0]));
        }
        done += 1;
    }
    Ok(done)
}
