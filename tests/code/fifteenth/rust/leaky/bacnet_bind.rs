use std::io;
use std::mem;
use std::os::unix::io::RawFd;

// We need SO_BINDTODEVICE before connect(), std can't do that.

fn cvt(r: libc::c_int) -> io::Result<libc::c_int> {
    if r == -1 { Err(io::Error::last_os_error()) } else { Ok(r) }
}

fn set<T>(fd: RawFd, level: i32, name: i32, val: &T) -> io::Result<()> {
    cvt(unsafe {
        libc::setsockopt(fd, level, name, val as *const T as *const _, mem::size_of::<T>() as u32)
    })?;
    Ok(())
}

/// Connects to a building controller through the given interface, e.g. "eth1.40".
/// The caller closes the descriptor.
pub fn connect_via(iface: &str, to: libc::sockaddr_in) -> io::Result<RawFd> {
    let fd = cvt(unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM | libc::SOCK_CLOEXEC, 0) })?;
    let tv = libc::timeval { tv_sec: 4, tv_usec: 0 };
    let prepared = set(fd, libc::SOL_SOCKET, libc::SO_RCVTIMEO, &tv)
        .and_then(|_| set(fd, libc::SOL_SOCKET, libc::SO_SNDTIMEO, &tv))
        .and_then(|_| set(fd, libc::IPPROTO_TCP, libc::TCP_NODELAY, &1i32));
    if let Err(e) = prepared {
        unsafe { libc::close(fd) };
        return Err(e);
    }
    let rc = unsafe {
        libc::setsockopt(fd, libc::SOL_SOCKET, libc::SO_BINDTODEVICE,
                         iface.as_ptr() as *const _, iface.len() as u32)
    };
    if rc != 0 {
        let e = io::Error::last_os_error();
        unsafe { libc::close(fd) };
        return Err(e);
    }
    cvt(unsafe {
        libc::connect(fd, &to as *const _ as *const libc::sockaddr, mem::size_of_val(&to) as u32)
    })?;
    Ok(fd)
}
