use std::io;
use std::net::{TcpStream, ToSocketAddrs};
use std::os::fd::IntoRawFd;

extern "C" {
    fn tap_adopt(tap: i32, number: i32) -> i32;
}

pub fn adopt<A: ToSocketAddrs>(tap: i32, addr: A) -> io::Result<()> {
    let link = TcpStream::connect(addr)?;
    if unsafe { tap_adopt(tap, link.into_raw_fd()) } != 0 {
        return Err(io::ErrorKind::Other.into()); // expect: close-wait-leak
    }
    Ok(())
}
