//! Client of the number portability database. One connection, frames both ways.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

pub struct PortabilityDb {
    addr: SocketAddr,
    sock: Option<TcpStream>,
    frame: Vec<u8>,
}

impl PortabilityDb {
    pub fn new(addr: SocketAddr) -> Self {
        Self { addr, sock: None, frame: Vec::with_capacity(64) }
    }

    fn sock(&mut self) -> io::Result<TcpStream> {
        if let Some(s) = self.sock.take() {
            return Ok(s);
        }
        let s = TcpStream::connect_timeout(&self.addr, Duration::from_secs(1))?;
        s.set_nodelay(true)?;
        s.set_read_timeout(Some(Duration::from_millis(800)))?;
        s.set_write_timeout(Some(Duration::from_millis(800)))?;
        Ok(s)
    }

    /// Routing prefix of `msisdn`. The socket only goes back into `self` after a full answer;
    /// otherwise it is dropped and the next call dials again.
    pub fn prefix(&mut self, msisdn: &str) -> io::Result<Option<u32>> {
        let mut s = self.sock()?;
        self.frame.clear();
        self.frame.extend_from_slice(&(msisdn.len() as u16).to_be_bytes());
        self.frame.extend_from_slice(msisdn.as_bytes());
        s.write_all(&self.frame)?;

        let mut ans = [0u8; 5];
        s.read_exact(&mut ans)?;
        self.sock = Some(s);
        let p = u32::from_be_bytes([ans[1], ans[2], ans[3], ans[4]]);
        match ans[0] {
            0 => Ok(Some(p)),
            1 => Ok(None),
            c => Err(io::Error::new(io::ErrorKind::InvalidData, format!("npdb: code {c}"))),
        }
    }
}
