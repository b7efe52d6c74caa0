use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Blocking client of the geocoder's little framed protocol
/// (u32 length, payload; the answer has the same shape).
pub struct Geo {
    s: TcpStream,
}

impl Geo {
    pub fn connect(a: &SocketAddr) -> io::Result<Geo> {
        let s = TcpStream::connect_timeout(a, Duration::from_secs(3))?;
        s.set_read_timeout(Some(Duration::from_secs(5)))?;
        s.set_write_timeout(Some(Duration::from_secs(5)))?;
        Ok(Geo { s })
    }

    fn call(&mut self, payload: &[u8]) -> io::Result<Vec<u8>> {
        self.s.write_all(&(payload.len() as u32).to_be_bytes())?;
        self.s.write_all(payload)?;
        let mut len = [0u8; 4];
        self.s.read_exact(&mut len)?;
        let len = u32::from_be_bytes(len) as usize;
        if len > 1 << 20 {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "answer too long"));
        }
        let mut body = vec![0; len];
        self.s.read_exact(&mut body)?;
        Ok(body)
    }

    pub fn locate(&mut self, street: &str) -> io::Result<(f64, f64)> {
        let b = self.call(street.as_bytes())?;
        let text = String::from_utf8_lossy(&b).into_owned();
        let mut it = text.split(',').map(|x| x.trim().parse::<f64>());
        match (it.next(), it.next()) {
            (Some(Ok(a)), Some(Ok(b))) => Ok((a, b)),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }
}
