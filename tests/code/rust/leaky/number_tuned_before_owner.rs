use std::io;
use std::net::TcpStream;
use std::os::fd::{FromRawFd, RawFd};

pub fn next(listener: RawFd) -> io::Result<TcpStream> {
    let n = unsafe { libc::accept(listener, std::ptr::null_mut(), std::ptr::null_mut()) };
    if n < 0 {
        return Err(io::Error::last_os_error());
    }
    let on: libc::c_int = 1;
    let r = unsafe { libc::setsockopt(n, libc::SOL_SOCKET, libc::SO_KEEPALIVE, &on as *const _ as *const _, 4) };
    if r < 0 {
        return Err(io::Error::last_os_error()); // expect: close-wait-leak
    }
    Ok(unsafe { TcpStream::from_raw_fd(n) })
}
