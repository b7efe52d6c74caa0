use std::io;
use std::net::TcpStream;
use std::os::fd::IntoRawFd;

extern "C" {
    fn scale_attach(number: i32) -> *mut Scale;
}
#[repr(C)]
pub struct Scale {
    _p: [u8; 0],
}

pub fn attach(s: TcpStream) -> io::Result<*mut Scale> {
    let number = s.into_raw_fd();
    let scale = unsafe { scale_attach(number) };
    if scale.is_null() {
        unsafe { libc::close(number) };
        return Err(io::ErrorKind::OutOfMemory.into());
    }
    Ok(scale)
}
