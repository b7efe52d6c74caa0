use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};

pub struct Rpc {
    stream: TcpStream,
    id: u32,
}

impl Rpc {
    pub fn connect<A: ToSocketAddrs>(a: A) -> io::Result<Rpc> {
        let stream = TcpStream::connect(a)?;
        stream.set_read_timeout(Some(std::time::Duration::from_secs(10)))?;
        Ok(Rpc { stream, id: 0 })
    }

    pub fn call(&mut self, method: u16, args: &[u8]) -> io::Result<Vec<u8>> {
        self.id = self.id.wrapping_add(1);
        let mut head = [0u8; 10];
        head[..2].copy_from_slice(&method.to_be_bytes());
        head[2..6].copy_from_slice(&self.id.to_be_bytes());
        head[6..].copy_from_slice(&(args.len() as u32).to_be_bytes());
        self.stream.write_all(&head)?;
        self.stream.write_all(args)?;

        let mut back = [0u8; 8];
        self.stream.read_exact(&mut back)?;
        let id = u32::from_be_bytes(back[..4].try_into().unwrap());
        if id != self.id {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "out of step"));
        }
        let n = u32::from_be_bytes(back[4..].try_into().unwrap()) as usize;
        let mut out = vec![0u8; n];
        self.stream.read_exact(&mut out)?;
        Ok(out)
    }
}
