use std::io;
use std::mem::ManuallyDrop;
use std::net::TcpStream;
use std::io::Write;
use std::os::fd::{FromRawFd, IntoRawFd, RawFd};

fn open(host: &str) -> io::Result<RawFd> {
    let s = TcpStream::connect(host)?;
    Ok(s.into_raw_fd())
}

fn greet(fd: RawFd) -> io::Result<()> {
    let mut lent = ManuallyDrop::new(unsafe { TcpStream::from_raw_fd(fd) });
    lent.write_all(b"hello\n")
}

pub fn visit(host: &str, ready: fn() -> bool) -> io::Result<bool> {
    let fd = open(host)?;
    if greet(fd).is_err() {
        unsafe { libc::close(fd) };
        return Ok(false);
    }
    if !ready() {
        return Ok(false); // expect: close-wait-leak
    }
    unsafe { libc::close(fd) };
    Ok(true)
}
