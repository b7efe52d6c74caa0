use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Reflow oven in SMT line 2. Frame: [cmd u8, len u8] [payload] -> [status u8, temp u16]
pub struct Oven {
    sock: TcpStream,
}

#[derive(Debug, Clone, Copy)]
pub struct Reading {
    pub ok: bool,
    pub decidegrees: u16,
}

impl Oven {
    pub fn connect(addr: SocketAddr) -> io::Result<Self> {
        let sock = TcpStream::connect_timeout(&addr, Duration::from_secs(2))?;
        sock.set_read_timeout(Some(Duration::from_secs(1)))?;
        sock.set_write_timeout(Some(Duration::from_secs(1)))?;
        Ok(Oven { sock })
    }

    fn exchange(&mut self, cmd: u8, payload: &[u8]) -> io::Result<Reading> {
        self.sock.write_all(&[cmd, payload.len() as u8])?;
        self.sock.write_all(payload)?;
        let mut r = [0u8; 3];
        self.sock.read_exact(&mut r)?;
        Ok(Reading { ok: r[0] == 0, decidegrees: u16::from_be_bytes([r[1], r[2]]) })
    }

    pub fn set_zone(&mut self, zone: u8, decidegrees: u16) -> io::Result<Reading> {
        let t = decidegrees.to_be_bytes();
        self.exchange(0x10, &[zone, t[0], t[1]])
    }

    /// Follows a profile, ten steps a second.
    pub fn follow(&mut self, zone: u8, profile: &[u16]) -> io::Result<()> {
        for &t in profile {
            let r = self.set_zone(zone, t)?;
            if !r.ok {
                return Err(io::Error::new(io::ErrorKind::Other, "oven fault"));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    }
}
