use std::io;
use std::mem;
use std::net::SocketAddrV4;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};

fn cvt(r: libc::c_int) -> io::Result<libc::c_int> {
    if r < 0 { Err(io::Error::last_os_error()) } else { Ok(r) }
}

fn wait_writable(fd: RawFd, ms: i32) -> io::Result<()> {
    let mut p = libc::pollfd { fd, events: libc::POLLOUT, revents: 0 };
    match cvt(unsafe { libc::poll(&mut p, 1, ms) })? {
        0 => Err(io::ErrorKind::TimedOut.into()),
        _ => Ok(()),
    }
}

/// Connects without std, for TCP_USER_TIMEOUT before the SYN goes out.
pub fn connect(addr: SocketAddrV4, user_timeout_ms: u32) -> io::Result<OwnedFd> {
    let raw = cvt(unsafe {
        libc::socket(libc::AF_INET, libc::SOCK_STREAM | libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC, 0)
    })?;
    let fd = unsafe { OwnedFd::from_raw_fd(raw) };
    cvt(unsafe {
        libc::setsockopt(
            fd.as_raw_fd(),
            libc::IPPROTO_TCP,
            libc::TCP_USER_TIMEOUT,
            (&user_timeout_ms as *const u32).cast(),
            mem::size_of::<u32>() as libc::socklen_t,
        )
    })?;
    let sa = crate::sockaddr::v4(addr);
    let rc = unsafe { libc::connect(fd.as_raw_fd(), sa.as_ptr(), sa.len()) };
    if rc < 0 {
        let e = io::Error::last_os_error();
        if e.raw_os_error() != Some(libc::EINPROGRESS) {
            return Err(e);
        }
        wait_writable(fd.as_raw_fd(), 3000)?;
        crate::sockaddr::take_error(&fd)?;
    }
    Ok(fd)
}
