use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::fd::IntoRawFd;
use std::time::Duration;

fn set_user_timeout(fd: i32, millis: libc::c_uint) -> std::io::Result<()> {
    let rc = unsafe {
        libc::setsockopt(
            fd,
            libc::IPPROTO_TCP,
            libc::TCP_USER_TIMEOUT,
            &millis as *const libc::c_uint as *const libc::c_void,
            std::mem::size_of::<libc::c_uint>() as libc::socklen_t,
        )
    };
    if rc == 0 {
        Ok(())
    } else {
        Err(std::io::Error::last_os_error())
    }
}

/// Asks an EV charger for its status line. Polled once a minute for 600 chargers.
pub fn charger_status(addr: &SocketAddr) -> std::io::Result<String> {
    let stream = TcpStream::connect_timeout(addr, Duration::from_secs(3))?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.set_write_timeout(Some(Duration::from_secs(5)))?;

    let mut rd = BufReader::new(stream.try_clone()?);
    let fd = stream.into_raw_fd();
    set_user_timeout(fd, 8000)?;

    rd.get_mut().write_all(b"STATUS\n")?;
    let mut line = String::new();
    rd.read_line(&mut line)?;
    if line.is_empty() {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}
