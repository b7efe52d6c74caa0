use std::io::{self, Read, Write};
use std::mem::ManuallyDrop;
use std::net::{TcpStream, ToSocketAddrs};
use std::os::unix::io::{AsRawFd, FromRawFd, RawFd};
use std::time::Duration;

/// Handle given to the C plugin host. It stores the number only, therefore no Drop here:
/// `release` has to be called once.
#[derive(Clone, Copy, Debug)]
pub struct Handle(RawFd);

impl Handle {
    fn open<A: ToSocketAddrs>(addr: A) -> io::Result<Handle> {
        let a = addr.to_socket_addrs()?.next().ok_or(io::ErrorKind::NotFound)?;
        let s = TcpStream::connect_timeout(&a, Duration::from_secs(2))?;
        s.set_read_timeout(Some(Duration::from_secs(3)))?;
        s.set_write_timeout(Some(Duration::from_secs(3)))?;
        s.set_nodelay(true)?;
        let s = ManuallyDrop::new(s);
        Ok(Handle(s.as_raw_fd()))
    }

    fn with<T>(self, f: impl FnOnce(&mut TcpStream) -> io::Result<T>) -> io::Result<T> {
        let mut s = ManuallyDrop::new(unsafe { TcpStream::from_raw_fd(self.0) });
        f(&mut s)
    }

    pub fn release(self) {
        drop(unsafe { TcpStream::from_raw_fd(self.0) });
    }
}

/// Logs in to the recipe store; the plugin host owns the handle afterwards.
pub fn login(addr: &str, station: &str) -> io::Result<Handle> {
    let h = Handle::open(addr)?;
    let hello = format!("HELLO {station}\n");
    let mut reply = [0u8; 4];
    let done = h.with(|s| {
        s.write_all(hello.as_bytes())?;
        s.read_exact(&mut reply)
    });
    if let Err(e) = done {
        h.release();
        return Err(e);
    }
    match &reply {
        b"OK 1" | b"OK 2" => Ok(h),
        b"FULL" => {
            h.release();
            Err(io::Error::new(io::ErrorKind::WouldBlock, "store has no seat"))
        }
        other => Err(io::Error::new(
            io::ErrorKind::InvalidData,
            format!("store said {:?}", String::from_utf8_lossy(other)),
        )),
    }
}
