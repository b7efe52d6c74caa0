//! Thin accept layer used by the legacy C protocol stack (takes raw fds).
use std::io;
use std::mem;
use std::os::unix::io::RawFd;

pub struct Incoming {
    pub fd: RawFd,
    pub peer_v4: u32,
}

/// Accepts one connection with receive timeout `secs`. The caller owns `fd` and
/// hands it to `stack_attach()`, which closes it later.
pub fn accept_one(listener: RawFd, secs: i64) -> io::Result<Incoming> {
    unsafe {
        let fd = libc::accept4(listener, std::ptr::null_mut(), std::ptr::null_mut(), libc::SOCK_CLOEXEC);
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        let tv = libc::timeval { tv_sec: secs, tv_usec: 0 };
        let rc = libc::setsockopt(
            fd,
            libc::SOL_SOCKET,
            libc::SO_RCVTIMEO,
            &tv as *const _ as *const libc::c_void,
            mem::size_of::<libc::timeval>() as libc::socklen_t,
        );
        if rc != 0 {
            let e = io::Error::last_os_error();
            libc::close(fd);
            return Err(e);
        }
        let mut sa: libc::sockaddr_in = mem::zeroed();
        let mut len = mem::size_of::<libc::sockaddr_in>() as libc::socklen_t;
        if libc::getpeername(fd, &mut sa as *mut _ as *mut libc::sockaddr, &mut len) != 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(Incoming { fd, peer_v4: u32::from_be(sa.sin_addr.s_addr) })
    }
}
