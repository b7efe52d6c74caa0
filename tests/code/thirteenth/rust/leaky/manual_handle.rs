use std::io::{self, Read, Write};
use std::mem::ManuallyDrop;
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

/// The printer firmware hangs if the connection is dropped in the middle of a job, so the
/// stream is only closed when we say so.
pub struct JobStream {
    inner: ManuallyDrop<TcpStream>,
}

impl JobStream {
    pub fn open(host: &str) -> io::Result<Self> {
        let addr = (host, 9100)
            .to_socket_addrs()?
            .next()
            .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no address"))?;
        let s = TcpStream::connect_timeout(&addr, Duration::from_secs(5))?;
        s.set_read_timeout(Some(Duration::from_secs(60)))?;
        s.set_write_timeout(Some(Duration::from_secs(60)))?;
        Ok(JobStream { inner: ManuallyDrop::new(s) })
    }

    fn put(&mut self, data: &[u8]) -> io::Result<()> {
        self.inner.write_all(data)
    }

    fn status(&mut self) -> io::Result<[u8; 4]> {
        let mut b = [0u8; 4];
        self.inner.read_exact(&mut b)?;
        Ok(b)
    }

    pub fn finish(mut self) {
        unsafe { ManuallyDrop::drop(&mut self.inner) }
    }
}

pub fn print_labels(host: &str, job: &[u8]) -> Result<u16, String> {
    let mut js = JobStream::open(host).map_err(|e| format!("{host}: {e}"))?;
    let sent = js.put(job).and_then(|_| js.status());
    let st = match sent {
        Ok(st) => st,
        Err(e) => {
            js.finish();
            return Err(format!("{host}: {e}"));
        }
    };
    let sum = st[0] ^ st[1] ^ st[2];
    if sum != st[3] {
        return Err(format!("{host}: status {st:02x?} has a bad checksum"));
    }
    js.finish();
    Ok(u16::from_be_bytes([st[1], st[2]]))
}
