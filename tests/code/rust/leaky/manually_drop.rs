use std::mem::ManuallyDrop;
use std::net::TcpStream;
use std::os::unix::io::{AsRawFd, FromRawFd, RawFd};

fn peek(fd: RawFd) -> std::io::Result<usize> {
    let s = unsafe { TcpStream::from_raw_fd(fd) };
    let mut b = [0; 16];
    let n = s.peek(&mut b)?;
    std::mem::forget(s);
    Ok(n)
}

fn keep(s: TcpStream) -> RawFd {
    let s = ManuallyDrop::new(s); // expect: close-wait-leak
    s.as_raw_fd()
}
