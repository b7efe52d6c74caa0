use std::io::{self, BufWriter, Read, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::time::Duration;

#[derive(Debug)]
pub enum AssocError {
    Io(io::Error),
    Rejected { source: u8, reason: u8 },
    Protocol(u8),
}

impl From<io::Error> for AssocError {
    fn from(e: io::Error) -> Self {
        AssocError::Io(e)
    }
}

/// An open DICOM association; released in `release`, simply cut in drop.
pub struct Association {
    sock: TcpStream,
}

fn pdu(kind: u8, body: &[u8], out: &mut impl Write) -> io::Result<()> {
    out.write_all(&[kind, 0])?;
    out.write_all(&(body.len() as u32).to_be_bytes())?;
    out.write_all(body)?;
    out.flush()
}

fn read_pdu(s: &mut TcpStream) -> io::Result<(u8, Vec<u8>)> {
    let mut h = [0u8; 6];
    s.read_exact(&mut h)?;
    let len = u32::from_be_bytes([h[2], h[3], h[4], h[5]]);
    if len > 1 << 17 {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "pdu too long"));
    }
    let mut b = vec![0; len as usize];
    s.read_exact(&mut b)?;
    Ok((h[0], b))
}

impl Association {
    pub fn request(host: &str, body: &[u8]) -> Result<Association, AssocError> {
        let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
        for a in (host, 104).to_socket_addrs()? {
            match TcpStream::connect_timeout(&a, Duration::from_secs(4)) {
                Ok(sock) => return Self::negotiate(sock, body),
                Err(e) => last = e,
            }
        }
        Err(last.into())
    }

    fn negotiate(mut sock: TcpStream, body: &[u8]) -> Result<Association, AssocError> {
        sock.set_nodelay(true)?;
        sock.set_read_timeout(Some(Duration::from_secs(30)))?;
        sock.set_write_timeout(Some(Duration::from_secs(30)))?;
        pdu(0x01, body, &mut BufWriter::new(&sock))?;
        match read_pdu(&mut sock)? {
            (0x02, _) => Ok(Association { sock }),
            (0x03, b) if b.len() >= 4 => Err(AssocError::Rejected { source: b[2], reason: b[3] }),
            (k, _) => Err(AssocError::Protocol(k)),
        }
    }

    pub fn store(&mut self, fragments: &[Vec<u8>]) -> Result<Vec<u8>, AssocError> {
        let mut w = BufWriter::with_capacity(64 << 10, &self.sock);
        for f in fragments {
            pdu(0x04, f, &mut w)?;
        }
        drop(w);
        match read_pdu(&mut self.sock)? {
            (0x04, b) => Ok(b),
            (k, _) => Err(AssocError::Protocol(k)),
        }
    }

    pub fn release(mut self) -> Result<(), AssocError> {
        pdu(0x05, &[0; 4], &mut BufWriter::new(&self.sock))?;
        while read_pdu(&mut self.sock)?.0 != 0x06 {}
        Ok(self.sock.shutdown(Shutdown::Both)?)
    }
}
