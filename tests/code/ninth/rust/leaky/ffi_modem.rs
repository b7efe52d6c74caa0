//! Entry points for the C++ cabin controller. It holds nothing but the host name.

use std::ffi::{c_char, c_int, CStr};
use std::io::{self, Read, Write};
use std::mem::ManuallyDrop;
use std::net::{TcpStream, ToSocketAddrs};
use std::os::fd::{FromRawFd, IntoRawFd, RawFd};
use std::time::Duration;

fn dial(host: &str) -> io::Result<RawFd> {
    let addr = (host, 2217).to_socket_addrs()?.next().ok_or(io::ErrorKind::NotFound)?;
    let s = TcpStream::connect_timeout(&addr, Duration::from_secs(4))?;
    s.set_nodelay(true)?;
    s.set_read_timeout(Some(Duration::from_secs(6)))?;
    s.set_write_timeout(Some(Duration::from_secs(6)))?;
    Ok(s.into_raw_fd())
}

fn at(fd: RawFd, cmd: &str, reply: &mut [u8]) -> io::Result<usize> {
    // only lent here, the caller closes it
    let mut s = ManuallyDrop::new(unsafe { TcpStream::from_raw_fd(fd) });
    s.write_all(format!("AT{cmd}\r").as_bytes())?;
    s.read(reply)
}

/// Signal quality in dBm, or a negative errno-like code under -1000.
///
/// # Safety
/// `host` is a C string.
#[no_mangle]
pub unsafe extern "C" fn modem_signal(host: *const c_char) -> c_int {
    let Ok(host) = CStr::from_ptr(host).to_str() else { return -1001 };
    let fd = match dial(host) {
        Ok(fd) => fd,
        Err(_) => return -1002,
    };
    let mut buf = [0u8; 64];
    let n = match at(fd, "+CSQ", &mut buf) {
        Ok(0) => {
            libc::close(fd);
            return -1003;
        }
        Ok(n) => n,
        Err(_) => {
            libc::close(fd);
            return -1004;
        }
    };
    let text = String::from_utf8_lossy(&buf[..n]);
    let Some(rssi) = text.trim().strip_prefix("+CSQ: ").and_then(|t| t.split(',').next()).and_then(|v| v.parse::<c_int>().ok())
    else {
        return -1005;
    };
    libc::close(fd);
    -113 + 2 * rssi
}
