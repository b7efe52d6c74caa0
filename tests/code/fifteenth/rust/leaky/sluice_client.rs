use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Sluice gate controller at the river; the line is an LTE modem.
pub struct Sluice {
    stream: TcpStream,
}

#[repr(u8)]
#[derive(Clone, Copy)]
pub enum Cmd {
    Status = 1,
    Open = 2,
    Shut = 3,
}

impl Sluice {
    pub fn connect(addr: &SocketAddr) -> io::Result<Sluice> {
        let stream = TcpStream::connect_timeout(addr, Duration::from_secs(10))?;
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(Duration::from_secs(10)))?;
        stream.set_read_timeout(None)?;
        Ok(Sluice { stream })
    }

    pub fn send(&mut self, cmd: Cmd, gate: u8) -> io::Result<u16> {
        self.stream.write_all(&[0xA5, cmd as u8, gate, 0x5A])?;
        let mut ans = [0u8; 4];
        self.stream.read_exact(&mut ans)?;
        if ans[0] != 0xA5 || ans[3] != 0x5A {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "frame"));
        }
        Ok(u16::from_be_bytes([ans[1], ans[2]]))
    }

    /// Opens the gate and waits until the position sensor says so.
    pub fn open_fully(&mut self, gate: u8) -> io::Result<()> {
        self.send(Cmd::Open, gate)?;
        for _ in 0..120 {
            if self.send(Cmd::Status, gate)? >= 1000 {
                return Ok(());
            }
            std::thread::sleep(Duration::from_secs(1));
        }
        self.send(Cmd::Shut, gate)?;
        Err(io::Error::new(io::ErrorKind::TimedOut, "gate does not open"))
    }
}
