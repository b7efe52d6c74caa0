// netfront/src/sys.rs
use libc::{accept4, c_int, close, getpeername, setsockopt, sockaddr_storage, socklen_t};
use std::io;
use std::mem;

fn cvt(rc: c_int) -> io::Result<c_int> {
    if rc == -1 {
        Err(io::Error::last_os_error())
    } else {
        Ok(rc)
    }
}

pub struct Inbound {
    pub fd: c_int,
    pub family: c_int,
}

impl Drop for Inbound {
    fn drop(&mut self) {
        unsafe {
            close(self.fd);
        }
    }
}

fn peer_family(fd: c_int) -> io::Result<c_int> {
    let mut ss: sockaddr_storage = unsafe { mem::zeroed() };
    let mut len = mem::size_of::<sockaddr_storage>() as socklen_t;
    cvt(unsafe { getpeername(fd, &mut ss as *mut _ as *mut _, &mut len) })?;
    Ok(ss.ss_family as c_int)
}

fn set_int(fd: c_int, level: c_int, opt: c_int, v: c_int) -> io::Result<()> {
    cvt(unsafe {
        setsockopt(
            fd,
            level,
            opt,
            &v as *const c_int as *const _,
            mem::size_of::<c_int>() as socklen_t,
        )
    })
    .map(drop)
}

/// One connection off the listener; the caller's reactor polls `Inbound::fd`.
pub fn next_inbound(listener: c_int) -> io::Result<Inbound> {
    let fd = cvt(unsafe {
        accept4(
            listener,
            std::ptr::null_mut(),
            std::ptr::null_mut(),
            libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC,
        )
    })?;
    // probes of the load balancer are often gone already: ENOTCONN
    let family = peer_family(fd)?;
    let conn = Inbound { fd, family };
    set_int(fd, libc::IPPROTO_TCP, libc::TCP_NODELAY, 1)?;
    set_int(fd, libc::SOL_SOCKET, libc::SO_KEEPALIVE, 1)?;
    Ok(conn)
}
