use std::io;
use std::mem;
use std::net::{SocketAddrV4, TcpStream};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::time::Duration;

fn check(rc: libc::c_int) -> io::Result<libc::c_int> {
    if rc == -1 {
        return Err(io::Error::last_os_error());
    }
    Ok(rc)
}

fn set<T>(fd: RawFd, level: i32, name: i32, v: T) -> io::Result<()> {
    let len = mem::size_of::<T>() as libc::socklen_t;
    check(unsafe { libc::setsockopt(fd, level, name, &v as *const T as *const _, len) }).map(drop)
}

/// Connects from a fixed source address and with our DSCP mark, which the
/// standard library has no way to ask for.
pub fn connect_marked(from: SocketAddrV4, to: SocketAddrV4, dscp: u8, wait: Duration) -> io::Result<TcpStream> {
    let raw = check(unsafe {
        libc::socket(libc::AF_INET, libc::SOCK_STREAM | libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC, 0)
    })?;
    let fd = unsafe { OwnedFd::from_raw_fd(raw) };

    set(raw, libc::IPPROTO_IP, libc::IP_TOS, (dscp as libc::c_int) << 2)?;
    set(raw, libc::IPPROTO_TCP, libc::TCP_NODELAY, 1 as libc::c_int)?;
    set(raw, libc::SOL_SOCKET, libc::SO_KEEPALIVE, 1 as libc::c_int)?;

    let size = mem::size_of::<libc::sockaddr_in>() as libc::socklen_t;
    let src = sockaddr(from);
    check(unsafe { libc::bind(raw, &src as *const _ as *const _, size) })?;
    let dst = sockaddr(to);
    if let Err(e) = check(unsafe { libc::connect(raw, &dst as *const _ as *const _, size) }) {
        if e.raw_os_error() != Some(libc::EINPROGRESS) {
            return Err(e);
        }
        writable(&fd, wait)?;
        let s = TcpStream::from(fd);
        if let Some(e) = s.take_error()? {
            return Err(e);
        }
        return blocking(s);
    }
    blocking(TcpStream::from(fd))
}

fn blocking(s: TcpStream) -> io::Result<TcpStream> {
    s.set_nonblocking(false)?;
    s.set_read_timeout(Some(Duration::from_secs(20)))?;
    s.set_write_timeout(Some(Duration::from_secs(20)))?;
    Ok(s)
}

fn writable(fd: &OwnedFd, wait: Duration) -> io::Result<()> {
    let mut p = libc::pollfd { fd: fd.as_raw_fd(), events: libc::POLLOUT, revents: 0 };
    match check(unsafe { libc::poll(&mut p, 1, wait.as_millis() as libc::c_int) })? {
        0 => Err(io::ErrorKind::TimedOut.into()),
        _ => Ok(()),
    }
}

fn sockaddr(a: SocketAddrV4) -> libc::sockaddr_in {
    let mut s: libc::sockaddr_in = unsafe { mem::zeroed() };
    s.sin_family = libc::AF_INET as libc::sa_family_t;
    s.sin_port = a.port().to_be();
    s.sin_addr.s_addr = u32::from(*a.ip()).to_be();
    s
}
