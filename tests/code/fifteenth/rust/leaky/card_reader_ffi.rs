use std::net::TcpStream;
use std::os::fd::IntoRawFd;
use std::os::raw::c_int;
use std::time::Duration;
use std::{fmt, io};

extern "C" {
    /// 0: the library owns the descriptor from now on.
    /// Otherwise nothing was taken over and the descriptor is still the caller's.
    fn crd_attach(fd: c_int, profile: c_int) -> c_int;
}

#[derive(Debug)]
pub enum ReaderError {
    Net(io::Error),
    Vendor(i32),
}

impl fmt::Display for ReaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReaderError::Net(e) => write!(f, "network: {e}"),
            ReaderError::Vendor(c) => write!(f, "vendor code {c}"),
        }
    }
}

impl From<io::Error> for ReaderError {
    fn from(e: io::Error) -> Self {
        ReaderError::Net(e)
    }
}

/// Called by the supervisor every ten seconds for readers that are down.
pub fn bring_up(addr: std::net::SocketAddr, profile: i32) -> Result<(), ReaderError> {
    let s = TcpStream::connect_timeout(&addr, Duration::from_secs(3))?;
    s.set_nodelay(true)?;
    s.set_read_timeout(Some(Duration::from_secs(5)))?;
    s.set_write_timeout(Some(Duration::from_secs(5)))?;

    let fd = s.into_raw_fd();
    let rc = unsafe { crd_attach(fd, profile) };
    if rc != 0 {
        log::error!("reader {addr}: attach refused with {rc}");
        return Err(ReaderError::Vendor(rc));
    }
    log::info!("reader {addr} attached, profile {profile}");
    Ok(())
}
