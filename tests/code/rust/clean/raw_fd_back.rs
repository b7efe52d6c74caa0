use std::net::TcpStream;
use std::os::unix::io::{FromRawFd, IntoRawFd, RawFd};

pub fn hand_over(s: TcpStream, send: impl Fn(RawFd) -> bool) {
    let fd = s.into_raw_fd();
    if !send(fd) {
        drop(unsafe { TcpStream::from_raw_fd(fd) });
    }
}
