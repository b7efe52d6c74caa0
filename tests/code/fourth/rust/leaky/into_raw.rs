use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::os::unix::io::{FromRawFd, IntoRawFd, RawFd};
use std::time::Duration;

extern "C" {
    fn legacy_handshake(fd: RawFd, flags: i32) -> i32;
}

pub struct Link {
    stream: TcpStream,
}

impl Link {
    pub fn open(addr: &std::net::SocketAddr) -> io::Result<Link> {
        let stream = TcpStream::connect_timeout(addr, Duration::from_secs(3))?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        stream.set_write_timeout(Some(Duration::from_secs(10)))?;
        let fd = stream.into_raw_fd();
        let rc = unsafe { legacy_handshake(fd, 0) };
        if rc != 0 {
            return Err(io::Error::new(io::ErrorKind::Other, format!("handshake: {}", rc)));
        }
        Ok(Link { stream: unsafe { TcpStream::from_raw_fd(fd) } })
    }

    pub fn call(&mut self, req: &[u8]) -> io::Result<Vec<u8>> {
        self.stream.write_all(req)?;
        let mut len = [0u8; 4];
        self.stream.read_exact(&mut len)?;
        let mut v = vec![0; u32::from_be_bytes(len) as usize];
        self.stream.read_exact(&mut v)?;
        Ok(v)
    }
}
