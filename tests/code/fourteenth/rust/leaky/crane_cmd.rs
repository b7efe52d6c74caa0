use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Command channel to the stacker crane controller. One command, one answer;
/// a move takes about twenty of them.
pub struct Crane {
    s: TcpStream,
}

impl Crane {
    pub fn connect(addr: SocketAddr) -> io::Result<Crane> {
        let s = TcpStream::connect_timeout(&addr, Duration::from_secs(2))?;
        s.set_read_timeout(Some(Duration::from_secs(3)))?;
        s.set_write_timeout(Some(Duration::from_secs(3)))?;
        Ok(Crane { s })
    }

    fn command(&mut self, cmd: &[u8]) -> io::Result<Vec<u8>> {
        let len = (cmd.len() as u16).to_be_bytes();
        self.s.write_all(&len)?;
        self.s.write_all(cmd)?;
        let mut hdr = [0u8; 2];
        self.s.read_exact(&mut hdr)?;
        let mut ans = vec![0u8; u16::from_be_bytes(hdr) as usize];
        self.s.read_exact(&mut ans)?;
        Ok(ans)
    }

    pub fn position(&mut self) -> io::Result<(i32, i32)> {
        let a = self.command(b"POS?")?;
        if a.len() != 8 {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "POS? answer"));
        }
        let x = i32::from_be_bytes(a[..4].try_into().unwrap());
        let y = i32::from_be_bytes(a[4..].try_into().unwrap());
        Ok((x, y))
    }

    pub fn goto(&mut self, x: i32, y: i32) -> io::Result<()> {
        self.command(format!("GOTO {x} {y}").as_bytes())?;
        while self.position()? != (x, y) {
            std::thread::sleep(Duration::from_millis(250));
        }
        Ok(())
    }
}
