use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use socket2::{Domain, Protocol, Socket, Type};

/// Fetches studies from the hospital group's archive (other end of the country, 1 Gbit/s).
pub struct StudyFetcher {
    archive: SocketAddr,
}

impl StudyFetcher {
    pub fn new(archive: SocketAddr) -> Self {
        Self { archive }
    }

    fn open(&self) -> io::Result<TcpStream> {
        let sock = Socket::new(Domain::for_address(self.archive), Type::STREAM, Some(Protocol::TCP))?;
        sock.set_recv_buffer_size(4096)?;
        sock.set_keepalive(true)?;
        sock.connect_timeout(&self.archive.into(), Duration::from_secs(5))?;
        sock.set_read_timeout(Some(Duration::from_secs(30)))?;
        sock.set_write_timeout(Some(Duration::from_secs(30)))?;
        Ok(sock.into())
    }

    pub fn fetch(&self, study: &str, to: &Path) -> io::Result<u64> {
        let t = Instant::now();
        let mut s = self.open()?;
        s.write_all(format!("FETCH {study}\n").as_bytes())?;
        s.shutdown(Shutdown::Write)?;
        let mut size = [0u8; 8];
        s.read_exact(&mut size)?;
        let size = u64::from_be_bytes(size);
        let mut f = std::fs::File::create(to)?;
        let got = io::copy(&mut s, &mut f)?;
        if got != size {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, format!("{got} of {size} bytes of {study}")));
        }
        log::info!("{study}: {:.1} MB/s", got as f64 / 1e6 / t.elapsed().as_secs_f64());
        Ok(got)
    }
}
