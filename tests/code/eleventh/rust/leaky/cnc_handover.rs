use std::ffi::CString;
use std::io;
use std::net::{TcpStream, ToSocketAddrs};
use std::os::fd::{IntoRawFd, RawFd};
use std::time::Duration;

// vendor library of the milling machines (libmillctl 4). It takes over the
// descriptor if mc_attach returns >= 0, otherwise it does not touch it.
extern "C" {
    fn mc_attach(fd: i32, serial: *const std::os::raw::c_char) -> i32;
    fn mc_detach(handle: i32);
}

pub struct Mill {
    handle: i32,
}

#[derive(Debug)]
pub enum MillError {
    Io(io::Error),
    NoAddress,
    Vendor(i32),
}

impl From<io::Error> for MillError {
    fn from(e: io::Error) -> Self {
        MillError::Io(e)
    }
}

fn open(host: &str) -> Result<TcpStream, MillError> {
    let addr = (host, 9004)
        .to_socket_addrs()?
        .next()
        .ok_or(MillError::NoAddress)?;
    let s = TcpStream::connect_timeout(&addr, Duration::from_secs(4))?;
    s.set_read_timeout(Some(Duration::from_secs(10)))?;
    s.set_write_timeout(Some(Duration::from_secs(10)))?;
    s.set_nodelay(true)?;
    Ok(s)
}

impl Mill {
    pub fn attach(host: &str, serial: &str) -> Result<Mill, MillError> {
        let serial = CString::new(serial).map_err(|_| MillError::Vendor(-22))?;
        let fd: RawFd = open(host)?.into_raw_fd();
        let handle = unsafe { mc_attach(fd, serial.as_ptr()) };
        if handle < 0 {
            eprintln!("mill {serial:?} at {host}: attach says {handle}");
            return Err(MillError::Vendor(handle));
        }
        Ok(Mill { handle })
    }
}

impl Drop for Mill {
    fn drop(&mut self) {
        unsafe { mc_detach(self.handle) }
    }
}
