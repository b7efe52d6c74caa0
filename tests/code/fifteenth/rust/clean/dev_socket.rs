use std::io;
use std::mem::size_of_val;
use std::net::TcpStream;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::time::Duration;

// std can't set the TOS before connect, the tram network wants it on the SYN already.

fn check(rc: libc::c_int) -> io::Result<libc::c_int> {
    if rc < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(rc)
    }
}

pub fn connect_tos(to: &libc::sockaddr_in, tos: libc::c_int) -> io::Result<TcpStream> {
    let raw = check(unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM | libc::SOCK_CLOEXEC, 0) })?;
    // SAFETY: fresh descriptor, nobody else has it
    let fd = unsafe { OwnedFd::from_raw_fd(raw) };

    check(unsafe {
        libc::setsockopt(
            fd.as_raw_fd(),
            libc::IPPROTO_IP,
            libc::IP_TOS,
            &tos as *const _ as *const libc::c_void,
            size_of_val(&tos) as libc::socklen_t,
        )
    })?;
    let s = TcpStream::from(fd);
    s.set_write_timeout(Some(Duration::from_secs(5)))?; // bounds connect() as well on Linux
    s.set_read_timeout(Some(Duration::from_secs(5)))?;
    s.set_nodelay(true)?;
    check(unsafe {
        libc::connect(
            s.as_raw_fd(),
            to as *const _ as *const libc::sockaddr,
            size_of_val(to) as libc::socklen_t,
        )
    })?;
    Ok(s)
}
