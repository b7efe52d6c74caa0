use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

/// Parameter access to a welding power source: tag(1) len(2) value, same in the answer.
pub struct Source {
    name: String,
    link: Option<TcpStream>,
}

fn connect(name: &str) -> io::Result<TcpStream> {
    let mut last = io::Error::from(ErrorKind::NotFound);
    for a in (name, 7030).to_socket_addrs()? {
        match TcpStream::connect_timeout(&a, Duration::from_millis(1500)) {
            Ok(s) => {
                s.set_nodelay(true)?;
                s.set_read_timeout(Some(Duration::from_secs(1)))?;
                s.set_write_timeout(Some(Duration::from_secs(1)))?;
                return Ok(s);
            }
            Err(e) => last = e,
        }
    }
    Err(last)
}

fn roundtrip(s: &mut TcpStream, tag: u8, value: &[u8]) -> io::Result<Vec<u8>> {
    let mut head = [tag, 0, 0];
    head[1..].copy_from_slice(&(value.len() as u16).to_be_bytes());
    s.write_all(&head)?;
    s.write_all(value)?;
    s.read_exact(&mut head)?;
    if head[0] != tag {
        return Err(ErrorKind::InvalidData.into());
    }
    let mut v = vec![0; u16::from_be_bytes([head[1], head[2]]) as usize];
    s.read_exact(&mut v)?;
    Ok(v)
}

impl Source {
    pub fn new(name: impl Into<String>) -> Self {
        Source { name: name.into(), link: None }
    }

    pub fn param(&mut self, tag: u8, value: &[u8]) -> io::Result<Vec<u8>> {
        let mut s = match self.link.take() {
            Some(s) => s,
            None => connect(&self.name)?,
        };
        // put back only when the exchange went through
        let v = roundtrip(&mut s, tag, value)?;
        self.link = Some(s);
        Ok(v)
    }

    pub fn current(&mut self, amps: u16) -> io::Result<()> {
        self.param(0x21, &amps.to_be_bytes()).map(|_| ())
    }
}
