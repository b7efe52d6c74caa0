use std::io;
use std::net::{TcpStream, ToSocketAddrs};
use std::os::fd::{AsRawFd, IntoRawFd};

extern "C" {
    fn tap_adopt(tap: i32, number: i32) -> i32;
}

// the library has it when it says 0, and only then it is let go here
pub fn adopt<A: ToSocketAddrs>(tap: i32, addr: A) -> io::Result<()> {
    let link = TcpStream::connect(addr)?;
    if unsafe { tap_adopt(tap, link.as_raw_fd()) } != 0 {
        return Err(io::ErrorKind::Other.into());
    }
    let _ = link.into_raw_fd();
    Ok(())
}
