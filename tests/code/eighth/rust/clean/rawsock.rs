//! Connects with a bound source address, which std can't; everything after is plain std.
use std::io;
use std::mem;
use std::net::{Ipv4Addr, SocketAddrV4, TcpStream};
use std::os::fd::{FromRawFd, RawFd};

struct Guard(RawFd);

impl Guard {
    fn new(fd: RawFd) -> io::Result<Guard> {
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(Guard(fd))
    }

    fn into_stream(self) -> TcpStream {
        let fd = self.0;
        mem::forget(self);
        // the stream owns it from here on
        unsafe { TcpStream::from_raw_fd(fd) }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        unsafe { libc::close(self.0) };
    }
}

fn raw(a: SocketAddrV4) -> libc::sockaddr_in {
    let mut s: libc::sockaddr_in = unsafe { mem::zeroed() };
    s.sin_family = libc::AF_INET as libc::sa_family_t;
    s.sin_port = a.port().to_be();
    s.sin_addr.s_addr = u32::from_ne_bytes(a.ip().octets());
    s
}

fn ok(rc: i32) -> io::Result<()> {
    if rc == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

const LEN: libc::socklen_t = mem::size_of::<libc::sockaddr_in>() as libc::socklen_t;

pub fn connect_from(source: Ipv4Addr, target: SocketAddrV4, ms: i32) -> io::Result<TcpStream> {
    unsafe {
        let g = Guard::new(libc::socket(libc::AF_INET, libc::SOCK_STREAM | libc::SOCK_CLOEXEC | libc::SOCK_NONBLOCK, 0))?;
        let src = raw(SocketAddrV4::new(source, 0));
        ok(libc::bind(g.0, &src as *const _ as *const libc::sockaddr, LEN))?;
        let dst = raw(target);
        if libc::connect(g.0, &dst as *const _ as *const libc::sockaddr, LEN) != 0 {
            let e = io::Error::last_os_error();
            if e.raw_os_error() != Some(libc::EINPROGRESS) {
                return Err(e);
            }
            let mut p = libc::pollfd { fd: g.0, events: libc::POLLOUT, revents: 0 };
            match libc::poll(&mut p, 1, ms) {
                1 => {}
                0 => return Err(io::ErrorKind::TimedOut.into()),
                _ => return Err(io::Error::last_os_error()),
            }
        }
        let stream = g.into_stream();
        if let Some(e) = stream.take_error()? {
            return Err(e);
        }
        stream.set_nonblocking(false)?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}
