use std::ffi::{c_int, c_void, CString};
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::os::fd::IntoRawFd;
use std::time::Duration;

extern "C" {
    /// Takes over `fd` when it returns 0; the vendor closes it in `vsec_free`.
    fn vsec_attach(ctx: *mut c_void, fd: c_int, peer: *const i8) -> c_int;
    fn vsec_new(level: c_int) -> *mut c_void;
    fn vsec_free(ctx: *mut c_void);
    fn vsec_write(ctx: *mut c_void, data: *const u8, len: usize) -> isize;
}

pub struct SecureLink {
    ctx: *mut c_void,
}

impl SecureLink {
    pub fn open(addr: SocketAddr, peer: &str) -> io::Result<SecureLink> {
        let name = CString::new(peer)?;
        let stream = TcpStream::connect_timeout(&addr, Duration::from_secs(5))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        stream.set_write_timeout(Some(Duration::from_secs(10)))?;

        let ctx = unsafe { vsec_new(3) };
        if ctx.is_null() {
            return Err(io::Error::new(io::ErrorKind::Other, "no licence for level 3"));
        }
        let rc = unsafe { vsec_attach(ctx, stream.into_raw_fd(), name.as_ptr() as *const i8) };
        if rc != 0 {
            unsafe { vsec_free(ctx) };
            return Err(io::Error::new(io::ErrorKind::ConnectionRefused, format!("{peer}: attach failed with {rc}")));
        }
        Ok(SecureLink { ctx })
    }

    pub fn send(&mut self, mut data: &[u8]) -> io::Result<()> {
        while !data.is_empty() {
            let n = unsafe { vsec_write(self.ctx, data.as_ptr(), data.len()) };
            if n <= 0 {
                return Err(io::Error::last_os_error());
            }
            data = &data[n as usize..];
        }
        Ok(())
    }
}

impl Drop for SecureLink {
    fn drop(&mut self) {
        unsafe { vsec_free(self.ctx) }
    }
}
