use std::io;
use std::mem;
use std::net::TcpStream;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};

fn opt(fd: &OwnedFd, level: libc::c_int, name: libc::c_int, value: libc::c_int) -> io::Result<()> {
    let r = unsafe {
        libc::setsockopt(
            fd.as_raw_fd(),
            level,
            name,
            (&value as *const libc::c_int).cast(),
            mem::size_of::<libc::c_int>() as libc::socklen_t,
        )
    };
    if r < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// Gives the next connection with keepalive as the plant wants it. From the accept on an `OwnedFd` has it, so
/// each `?` below closes it.
pub fn accept_tuned(listener: RawFd) -> io::Result<TcpStream> {
    let fd = loop {
        let raw = unsafe { libc::accept4(listener, std::ptr::null_mut(), std::ptr::null_mut(), libc::SOCK_CLOEXEC) };
        if raw >= 0 {
            break unsafe { OwnedFd::from_raw_fd(raw) };
        }
        let e = io::Error::last_os_error();
        if e.kind() != io::ErrorKind::Interrupted {
            return Err(e);
        }
    };
    opt(&fd, libc::SOL_SOCKET, libc::SO_KEEPALIVE, 1)?;
    opt(&fd, libc::IPPROTO_TCP, libc::TCP_KEEPIDLE, 45)?;
    opt(&fd, libc::IPPROTO_TCP, libc::TCP_KEEPINTVL, 15)?;
    opt(&fd, libc::IPPROTO_TCP, libc::TCP_KEEPCNT, 3)?;
    opt(&fd, libc::IPPROTO_TCP, libc::TCP_NODELAY, 1)?;
    Ok(TcpStream::from(fd))
}

pub fn serve(listener: RawFd, handle: fn(TcpStream) -> io::Result<()>) -> io::Result<()> {
    loop {
        match accept_tuned(listener) {
            Ok(s) => {
                std::thread::spawn(move || {
                    if let Err(e) = handle(s) {
                        eprintln!("controller: {e}");
                    }
                });
            }
            Err(e) if matches!(e.raw_os_error(), Some(libc::EMFILE) | Some(libc::ENFILE)) => {
                eprintln!("out of descriptors, pausing");
                std::thread::sleep(std::time::Duration::from_secs(1));
            }
            Err(e) if e.raw_os_error() == Some(libc::ECONNABORTED) => {}
            Err(e) => return Err(e),
        }
    }
}
