use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Remote control of fuel pumps: header (op, length), payload, then the pump's answer.
pub struct PumpClient {
    addr: SocketAddr,
    wire: Option<TcpStream>,
}

#[derive(Clone, Copy)]
#[repr(u8)]
pub enum Op {
    Authorise = 1,
    Stop = 2,
    Totals = 3,
}

impl PumpClient {
    pub fn new(addr: SocketAddr) -> Self {
        PumpClient { addr, wire: None }
    }

    fn wire(&mut self) -> io::Result<&mut TcpStream> {
        if self.wire.is_none() {
            let s = TcpStream::connect_timeout(&self.addr, Duration::from_secs(2))?;
            s.set_read_timeout(Some(Duration::from_secs(3)))?;
            s.set_write_timeout(Some(Duration::from_secs(3)))?;
            self.wire = Some(s);
        }
        Ok(self.wire.as_mut().expect("just set"))
    }

    pub fn call(&mut self, op: Op, payload: &[u8]) -> io::Result<Vec<u8>> {
        let r = self.exchange(op, payload);
        if r.is_err() {
            self.wire = None;
        }
        r
    }

    fn exchange(&mut self, op: Op, payload: &[u8]) -> io::Result<Vec<u8>> {
        let s = self.wire()?;
        let len = u16::try_from(payload.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
        let mut head = [0u8; 3];
        head[0] = op as u8;
        head[1..].copy_from_slice(&len.to_be_bytes());
        s.write_all(&head)?;
        s.write_all(payload)?;
        let mut head = [0u8; 3];
        s.read_exact(&mut head)?;
        if head[0] != op as u8 | 0x80 {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "answer to something else"));
        }
        let mut body = vec![0; u16::from_be_bytes([head[1], head[2]]) as usize];
        s.read_exact(&mut body)?;
        Ok(body)
    }

    pub fn totals(&mut self, pumps: &[u8]) -> io::Result<Vec<(u8, u64)>> {
        pumps
            .iter()
            .map(|&p| {
                let b = self.call(Op::Totals, &[p])?;
                let raw: [u8; 8] = b.as_slice().try_into().map_err(|_| io::ErrorKind::InvalidData)?;
                Ok((p, u64::from_be_bytes(raw)))
            })
            .collect()
    }
}
