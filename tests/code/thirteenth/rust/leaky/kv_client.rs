//! Blocking client of the session store. One request at a time, a few thousand per second.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

#[repr(u8)]
#[derive(Clone, Copy)]
enum Op {
    Get = 1,
    Put = 2,
}

pub struct KvClient {
    sock: TcpStream,
}

impl KvClient {
    pub fn connect(addr: SocketAddr) -> io::Result<Self> {
        let sock = TcpStream::connect_timeout(&addr, Duration::from_secs(2))?;
        sock.set_read_timeout(Some(Duration::from_secs(1)))?;
        sock.set_write_timeout(Some(Duration::from_secs(1)))?;
        Ok(Self { sock })
    }

    fn round_trip(&mut self, op: Op, body: &[u8]) -> io::Result<Vec<u8>> {
        let mut header = [0u8; 5];
        header[0] = op as u8;
        header[1..].copy_from_slice(&(body.len() as u32).to_be_bytes());
        self.sock.write_all(&header)?;
        self.sock.write_all(body)?;

        let mut head = [0u8; 5];
        self.sock.read_exact(&mut head)?;
        let len = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
        if head[0] != 0 || len > 16 << 20 {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "kv: refused"));
        }
        let mut value = vec![0; len];
        self.sock.read_exact(&mut value)?;
        Ok(value)
    }

    pub fn get(&mut self, key: &str) -> io::Result<Vec<u8>> {
        self.round_trip(Op::Get, key.as_bytes())
    }

    pub fn put(&mut self, key: &str, value: &[u8]) -> io::Result<()> {
        let mut b = Vec::with_capacity(key.len() + 1 + value.len());
        b.extend_from_slice(key.as_bytes());
        b.push(0);
        b.extend_from_slice(value);
        self.round_trip(Op::Put, &b).map(drop)
    }
}
