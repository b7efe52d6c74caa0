use std::net::TcpStream;
use std::os::fd::{FromRawFd, IntoRawFd, OwnedFd};

pub fn convert(stream: TcpStream) -> OwnedFd {
    let fd = stream.into_raw_fd();
    unsafe { OwnedFd::from_raw_fd(fd) }
}
