use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// Canal lock controller behind a radio link. The link is made again when it breaks
/// and dropped when it was not used for a minute (the radio forgets it then).
pub struct LockGate {
    addr: SocketAddr,
    link: Option<(TcpStream, Instant)>,
}

impl LockGate {
    pub fn new(addr: SocketAddr) -> Self {
        Self { addr, link: None }
    }

    fn link(&mut self) -> io::Result<TcpStream> {
        match self.link.take() {
            Some((s, used)) if used.elapsed() < Duration::from_secs(60) => Ok(s),
            _ => {
                let s = TcpStream::connect_timeout(&self.addr, Duration::from_secs(6))?;
                s.set_nodelay(true)?;
                s.set_read_timeout(Some(Duration::from_secs(6)))?;
                s.set_write_timeout(Some(Duration::from_secs(6)))?;
                Ok(s)
            }
        }
    }

    pub fn request(&mut self, op: u8, arg: u8) -> io::Result<u16> {
        let mut s = self.link()?;
        s.write_all(&[0x02, op, arg, 0x03])?;
        let mut a = [0u8; 4];
        s.read_exact(&mut a)?;
        if a[0] != 0x02 || a[3] != 0x03 {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "bad frame"));
        }
        self.link = Some((s, Instant::now()));
        Ok(u16::from_be_bytes([a[1], a[2]]))
    }
}
