use socket2::{Domain, Protocol, SockAddr, Socket, Type};
use std::fs::File;
use std::io::{self, Read};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

pub struct Feeder {
    target: SocketAddr,
}

impl Feeder {
    pub fn new(target: SocketAddr) -> Self {
        Feeder { target }
    }

    fn dial(&self) -> io::Result<TcpStream> {
        let sock = Socket::new(Domain::for_address(self.target), Type::STREAM, Some(Protocol::TCP))?;
        sock.set_send_buffer_size(4096)?;
        sock.set_write_timeout(Some(Duration::from_secs(30)))?;
        sock.set_read_timeout(Some(Duration::from_secs(60)))?;
        sock.connect_timeout(&SockAddr::from(self.target), Duration::from_secs(5))?;
        Ok(sock.into())
    }

    /// Streams a disk image to the provisioning host.
    pub fn feed(&self, image: &Path) -> io::Result<u64> {
        let mut src = File::open(image)?;
        let mut dst = self.dial()?;
        let n = io::copy(&mut src, &mut dst)?;
        dst.shutdown(Shutdown::Write)?;
        let mut verdict = Vec::new();
        dst.read_to_end(&mut verdict)?;
        if verdict.starts_with(b"done") {
            Ok(n)
        } else {
            Err(io::Error::new(io::ErrorKind::Other, String::from_utf8_lossy(&verdict).into_owned()))
        }
    }
}
