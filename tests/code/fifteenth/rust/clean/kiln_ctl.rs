use std::io::{self, BufReader, BufWriter, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Brick kiln zones. Fields are collected and go out in one flush per request.
pub struct Kiln {
    rd: BufReader<TcpStream>,
    wr: BufWriter<TcpStream>,
}

impl Kiln {
    pub fn connect(addr: SocketAddr) -> io::Result<Kiln> {
        let s = TcpStream::connect_timeout(&addr, Duration::from_secs(3))?;
        s.set_nodelay(true)?;
        s.set_read_timeout(Some(Duration::from_secs(2)))?;
        s.set_write_timeout(Some(Duration::from_secs(2)))?;
        Ok(Kiln { rd: BufReader::new(s.try_clone()?), wr: BufWriter::new(s) })
    }

    fn call(&mut self, op: u8, args: &[u16]) -> io::Result<u16> {
        self.wr.write_all(&[op])?;
        self.wr.write_all(&[args.len() as u8])?;
        for a in args {
            self.wr.write_all(&a.to_be_bytes())?;
        }
        self.wr.flush()?;
        let mut r = [0u8; 2];
        self.rd.read_exact(&mut r)?;
        Ok(u16::from_be_bytes(r))
    }

    pub fn temperature(&mut self, zone: u16) -> io::Result<u16> {
        self.call(1, &[zone])
    }

    pub fn ramp(&mut self, zone: u16, target: u16, minutes: u16) -> io::Result<bool> {
        Ok(self.call(2, &[zone, target, minutes])? == 0)
    }
}
