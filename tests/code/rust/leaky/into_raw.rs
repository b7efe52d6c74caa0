use std::net::TcpListener;
use std::os::unix::io::{IntoRawFd, RawFd};

fn read_fd(fd: RawFd, buf: &mut [u8]) -> isize {
    unsafe { libc::read(fd, buf.as_mut_ptr() as *mut _, buf.len()) }
}

fn main() {
    let l = TcpListener::bind("0.0.0.0:9000").unwrap();
    for s in l.incoming() {
        let fd = s.unwrap().into_raw_fd();
        let mut b = [0u8; 512];
        let n = read_fd(fd, &mut b);
        if n <= 0 {
            continue; // expect: close-wait-leak
        }
        println!("{}", n);
        unsafe { libc::close(fd) };
    }
}
