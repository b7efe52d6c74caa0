use std::io;
use std::net::{SocketAddr, TcpStream};
use std::os::fd::{AsRawFd, FromRawFd, IntoRawFd, OwnedFd, RawFd};
use std::time::Duration;

extern "C" {
    fn legacy_handshake(fd: RawFd, flags: i32) -> i32;
    fn legacy_run(fd: RawFd) -> i32; // takes the descriptor and closes it
}

pub fn open(addr: &SocketAddr) -> io::Result<OwnedFd> {
    let s = TcpStream::connect_timeout(addr, Duration::from_secs(3))?;
    s.set_read_timeout(Some(Duration::from_secs(10)))?;
    s.set_write_timeout(Some(Duration::from_secs(10)))?;
    let rc = unsafe { legacy_handshake(s.as_raw_fd(), 0) };
    if rc != 0 {
        return Err(io::Error::other(format!("handshake: {rc}")));
    }
    let fd = s.into_raw_fd();
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

pub fn run(addr: &SocketAddr) -> io::Result<()> {
    let fd = open(addr)?;
    match unsafe { legacy_run(fd.into_raw_fd()) } {
        0 => Ok(()),
        rc => Err(io::Error::from_raw_os_error(rc)),
    }
}
