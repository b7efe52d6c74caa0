//! Accept path of the firmware download service (runs under a 2.6.32 kernel on the oldest racks).

use std::io;
use std::mem;
use std::net::{Ipv4Addr, SocketAddrV4, TcpStream};
use std::os::fd::{FromRawFd, RawFd};

fn set_opt(fd: RawFd, level: libc::c_int, name: libc::c_int, value: libc::c_int) -> io::Result<()> {
    let r = unsafe {
        libc::setsockopt(
            fd,
            level,
            name,
            &value as *const libc::c_int as *const libc::c_void,
            mem::size_of_val(&value) as libc::socklen_t,
        )
    };
    if r == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Takes the next rack controller from `listener`; keepalive is tuned so that dead ones are seen in 90 s.
pub fn next_controller(listener: RawFd) -> io::Result<(TcpStream, SocketAddrV4)> {
    let mut sa: libc::sockaddr_in = unsafe { mem::zeroed() };
    let mut len = mem::size_of_val(&sa) as libc::socklen_t;
    let fd = loop {
        let fd = unsafe { libc::accept4(listener, &mut sa as *mut _ as *mut libc::sockaddr, &mut len, libc::SOCK_CLOEXEC) };
        if fd >= 0 {
            break fd;
        }
        let e = io::Error::last_os_error();
        match e.raw_os_error() {
            Some(libc::EINTR) | Some(libc::ECONNABORTED) => continue,
            _ => return Err(e),
        }
    };
    for (level, name, value) in [
        (libc::SOL_SOCKET, libc::SO_KEEPALIVE, 1),
        (libc::IPPROTO_TCP, libc::TCP_KEEPIDLE, 60),
        (libc::IPPROTO_TCP, libc::TCP_KEEPINTVL, 10),
        (libc::IPPROTO_TCP, libc::TCP_KEEPCNT, 3),
        (libc::IPPROTO_TCP, libc::TCP_NODELAY, 1),
    ] {
        if let Err(e) = set_opt(fd, level, name, value) {
            log::warn!("option {name} can't be set: {e}");
            return Err(e);
        }
    }
    let ip = Ipv4Addr::from(u32::from_be(sa.sin_addr.s_addr));
    let stream = unsafe { TcpStream::from_raw_fd(fd) };
    Ok((stream, SocketAddrV4::new(ip, u16::from_be(sa.sin_port))))
}
