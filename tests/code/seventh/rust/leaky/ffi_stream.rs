//! Minimal TCP connector with a source port range, the std one cannot do that.
//! The billing switch only lets us in from 20000..20100.

use std::io;
use std::mem;
use std::net::{SocketAddrV4, TcpStream};
use std::os::fd::FromRawFd;

fn cvt(r: libc::c_int) -> io::Result<libc::c_int> {
    if r < 0 { Err(io::Error::last_os_error()) } else { Ok(r) }
}

fn sockaddr(a: SocketAddrV4) -> libc::sockaddr_in {
    let mut sa: libc::sockaddr_in = unsafe { mem::zeroed() };
    sa.sin_family = libc::AF_INET as libc::sa_family_t;
    sa.sin_port = a.port().to_be();
    sa.sin_addr.s_addr = u32::from_ne_bytes(a.ip().octets());
    sa
}

fn set_timeout(fd: libc::c_int, opt: libc::c_int, secs: i64) -> io::Result<()> {
    let tv = libc::timeval { tv_sec: secs, tv_usec: 0 };
    cvt(unsafe {
        libc::setsockopt(fd, libc::SOL_SOCKET, opt, &tv as *const _ as *const libc::c_void,
                         mem::size_of_val(&tv) as libc::socklen_t)
    })?;
    Ok(())
}

pub fn connect_from_range(local: SocketAddrV4, peer: SocketAddrV4) -> io::Result<TcpStream> {
    let len = mem::size_of::<libc::sockaddr_in>() as libc::socklen_t;
    for off in 0..100u16 {
        let fd = cvt(unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM | libc::SOCK_CLOEXEC, 0) })?;
        let src = sockaddr(SocketAddrV4::new(*local.ip(), local.port() + off));
        let r = unsafe { libc::bind(fd, &src as *const _ as *const libc::sockaddr, len) };
        if r < 0 {
            let e = io::Error::last_os_error();
            unsafe { libc::close(fd) };
            if e.raw_os_error() == Some(libc::EADDRINUSE) {
                continue;
            }
            return Err(e);
        }
        if let Err(e) = set_timeout(fd, libc::SO_SNDTIMEO, 5).and_then(|_| set_timeout(fd, libc::SO_RCVTIMEO, 30)) {
            unsafe { libc::close(fd) };
            return Err(e);
        }
        let dst = sockaddr(peer);
        cvt(unsafe { libc::connect(fd, &dst as *const _ as *const libc::sockaddr, len) })?;
        return Ok(unsafe { TcpStream::from_raw_fd(fd) });
    }
    Err(io::Error::new(io::ErrorKind::AddrInUse, "no source port left"))
}
