use std::io;
use std::net::TcpStream;
use std::os::fd::{AsRawFd, FromRawFd, IntoRawFd, OwnedFd, RawFd};

/// Accepts with libc because we need SOCK_NONBLOCK at once.
pub fn accept_nonblocking(listener: RawFd) -> io::Result<TcpStream> {
    let fd = unsafe {
        libc::accept4(listener, std::ptr::null_mut(), std::ptr::null_mut(), libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC)
    };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    let owned = unsafe { OwnedFd::from_raw_fd(fd) };
    set_keepalive(&owned, 60)?;
    Ok(TcpStream::from(owned))
}

fn set_keepalive(fd: &OwnedFd, secs: libc::c_int) -> io::Result<()> {
    for (level, name, value) in [
        (libc::SOL_SOCKET, libc::SO_KEEPALIVE, 1),
        (libc::IPPROTO_TCP, libc::TCP_KEEPIDLE, secs),
    ] {
        let rc = unsafe {
            libc::setsockopt(
                fd.as_raw_fd(),
                level,
                name,
                &value as *const libc::c_int as *const libc::c_void,
                std::mem::size_of::<libc::c_int>() as libc::socklen_t,
            )
        };
        if rc < 0 {
            return Err(io::Error::last_os_error());
        }
    }
    Ok(())
}

/// Hands the connection to another process; our copy is closed afterwards.
pub fn hand_over(s: TcpStream, send: impl Fn(RawFd) -> io::Result<()>) -> io::Result<()> {
    let fd = s.into_raw_fd();
    let result = send(fd);
    drop(unsafe { TcpStream::from_raw_fd(fd) });
    result
}
