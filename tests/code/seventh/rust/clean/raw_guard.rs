use std::io;
use std::mem;
use std::net::TcpStream;
use std::os::unix::io::{FromRawFd, RawFd};

struct Guard(RawFd);

impl Guard {
    fn defuse(self) -> RawFd {
        let fd = self.0;
        mem::forget(self);
        fd
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        unsafe { libc::close(self.0) };
    }
}

fn check(r: libc::c_int) -> io::Result<()> {
    match r {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

fn opt<T>(fd: &Guard, level: i32, name: i32, v: T) -> io::Result<()> {
    check(unsafe {
        libc::setsockopt(
            fd.0,
            level,
            name,
            &v as *const T as *const libc::c_void,
            mem::size_of::<T>() as libc::socklen_t,
        )
    })
}

/// Connects through a given VRF device. The data centre network team wants it that way.
pub fn connect_via(dev: &str, ip: [u8; 4], port: u16) -> io::Result<TcpStream> {
    let fd = unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM | libc::SOCK_CLOEXEC, 0) };
    if fd == -1 {
        return Err(io::Error::last_os_error());
    }
    let fd = Guard(fd);

    let mut name = [0u8; libc::IFNAMSIZ];
    if dev.len() >= name.len() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "device name too long"));
    }
    name[..dev.len()].copy_from_slice(dev.as_bytes());
    opt(&fd, libc::SOL_SOCKET, libc::SO_BINDTODEVICE, name)?;
    opt(&fd, libc::SOL_SOCKET, libc::SO_KEEPALIVE, 1i32)?;
    opt(&fd, libc::IPPROTO_TCP, libc::TCP_USER_TIMEOUT, 20_000u32)?;
    let tv = libc::timeval { tv_sec: 6, tv_usec: 0 };
    opt(&fd, libc::SOL_SOCKET, libc::SO_SNDTIMEO, tv)?;
    opt(&fd, libc::SOL_SOCKET, libc::SO_RCVTIMEO, tv)?;

    let mut sa: libc::sockaddr_in = unsafe { mem::zeroed() };
    sa.sin_family = libc::AF_INET as _;
    sa.sin_port = port.to_be();
    sa.sin_addr.s_addr = u32::from_ne_bytes(ip);
    check(unsafe {
        libc::connect(
            fd.0,
            &sa as *const _ as *const libc::sockaddr,
            mem::size_of_val(&sa) as libc::socklen_t,
        )
    })?;

    Ok(unsafe { TcpStream::from_raw_fd(fd.defuse()) })
}
