use std::io;
use std::net::{TcpStream, ToSocketAddrs};
use std::os::fd::{FromRawFd, IntoRawFd, RawFd};

/// The C library takes a plain descriptor and closes it in `session_end`.
#[repr(C)]
pub struct Session {
    _opaque: [u8; 0],
}

extern "C" {
    fn session_begin(fd: RawFd, flags: u32) -> *mut Session;
    fn session_login(s: *mut Session, token: *const u8, len: usize) -> i32;
    fn session_end(s: *mut Session);
}

pub struct Handle(*mut Session);

impl Handle {
    pub fn open<A: ToSocketAddrs>(addr: A, token: &[u8]) -> io::Result<Handle> {
        let stream = TcpStream::connect(addr)?;
        stream.set_nodelay(true)?;
        let fd = stream.into_raw_fd();
        let s = unsafe { session_begin(fd, 0) };
        if s.is_null() {
            return Err(io::Error::new(io::ErrorKind::Other, "session_begin"));
        }
        let h = Handle(s);
        let rc = unsafe { session_login(s, token.as_ptr(), token.len()) };
        if rc != 0 {
            return Err(io::Error::from_raw_os_error(-rc));
        }
        Ok(h)
    }

    /// For tests: takes a descriptor that somebody else opened.
    pub fn adopt(fd: RawFd) -> TcpStream {
        unsafe { TcpStream::from_raw_fd(fd) }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        unsafe { session_end(self.0) }
    }
}
