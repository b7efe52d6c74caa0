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

// what open() gives is a number: each way out closes it, or hands it to the caller
pub fn visit(host: &str) -> io::Result<RawFd> {
    let fd = open(host)?;
    if let Err(e) = greet(fd) {
        unsafe { libc::close(fd) };
        return Err(e);
    }
    Ok(fd)
}

pub fn knock(host: &str) -> io::Result<bool> {
    let fd = visit(host)?;
    let again = greet(fd).is_ok();
    unsafe { libc::close(fd) };
    Ok(again)
}
