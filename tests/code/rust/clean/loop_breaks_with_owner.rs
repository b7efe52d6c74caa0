use std::io;
use std::net::TcpStream;
use std::os::fd::{FromRawFd, OwnedFd, RawFd};

fn tune(fd: &OwnedFd) -> io::Result<()> {
    crate::keepalive(fd)
}

// what the loop is worth owns the descriptor: each ? behind it closes
pub fn next(listener: RawFd) -> io::Result<TcpStream> {
    let owner = loop {
        let n = unsafe { libc::accept(listener, std::ptr::null_mut(), std::ptr::null_mut()) };
        if n >= 0 {
            break unsafe { OwnedFd::from_raw_fd(n) };
        }
        let e = io::Error::last_os_error();
        if e.kind() != io::ErrorKind::Interrupted {
            return Err(e);
        }
    };
    tune(&owner)?;
    Ok(TcpStream::from(owner))
}
