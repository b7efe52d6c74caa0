use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// ISO-8583-ish authorisation against the acquirer. The shops complain when a
/// payment takes longer than half a second.
pub struct Acquirer {
    link: TcpStream,
    stan: u32,
}

#[derive(Debug, PartialEq)]
pub enum Outcome {
    Approved { code: [u8; 6] },
    Declined(u16),
}

impl Acquirer {
    pub fn connect(addr: SocketAddr) -> io::Result<Self> {
        let link = TcpStream::connect_timeout(&addr, Duration::from_secs(3))?;
        link.set_read_timeout(Some(Duration::from_secs(15)))?;
        link.set_write_timeout(Some(Duration::from_secs(5)))?;
        Ok(Acquirer { link, stan: 0 })
    }

    fn body(&self, pan: &str, cents: u64) -> Vec<u8> {
        let mut b = Vec::with_capacity(64);
        b.extend_from_slice(b"0100");
        b.extend_from_slice(format!("{:0>19}{:012}{:06}", pan, cents, self.stan).as_bytes());
        b
    }

    pub fn authorise(&mut self, pan: &str, cents: u64) -> io::Result<Outcome> {
        self.stan = (self.stan + 1) % 1_000_000;
        let body = self.body(pan, cents);
        let head = (body.len() as u16).to_be_bytes();
        self.link.write_all(&head)?;
        self.link.write_all(&body)?;

        let mut len = [0u8; 2];
        self.link.read_exact(&mut len)?;
        let mut ans = vec![0u8; u16::from_be_bytes(len) as usize];
        self.link.read_exact(&mut ans)?;
        parse(&ans)
    }
}

fn parse(ans: &[u8]) -> io::Result<Outcome> {
    let bad = || io::Error::new(io::ErrorKind::InvalidData, "malformed 0110");
    if ans.len() < 12 || &ans[..4] != b"0110" {
        return Err(bad());
    }
    let rc: u16 = std::str::from_utf8(&ans[4..6]).map_err(|_| bad())?.parse().map_err(|_| bad())?;
    Ok(match rc {
        0 => Outcome::Approved { code: ans[6..12].try_into().unwrap() },
        n => Outcome::Declined(n),
    })
}
