//! Glue to the vendor's voice codec library, which wants a file descriptor.

use std::ffi::CString;
use std::io;
use std::net::TcpStream;
use std::os::fd::IntoRawFd;
use std::os::raw::{c_char, c_int, c_void};
use std::time::Duration;

extern "C" {
    fn vox_session_new(model: *const c_char) -> *mut c_void;
    /// Takes over `fd` if it returns 0, leaves it to the caller otherwise.
    fn vox_session_attach(s: *mut c_void, fd: c_int) -> c_int;
    /// Also closes the attached descriptor.
    fn vox_session_free(s: *mut c_void);
    fn vox_session_run(s: *mut c_void) -> c_int;
}

pub struct VoiceSession {
    raw: *mut c_void,
}

impl VoiceSession {
    pub fn attach(stream: TcpStream, model: &str) -> io::Result<Self> {
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        stream.set_nodelay(true)?;
        let model = CString::new(model)?;
        let raw = unsafe { vox_session_new(model.as_ptr()) };
        if raw.is_null() {
            return Err(io::Error::new(io::ErrorKind::Other, "vox: no session"));
        }
        let fd = stream.into_raw_fd();
        let rc = unsafe { vox_session_attach(raw, fd) };
        if rc != 0 {
            unsafe { vox_session_free(raw) };
            return Err(io::Error::new(io::ErrorKind::Other, format!("vox: attach failed with {rc}")));
        }
        Ok(VoiceSession { raw })
    }

    pub fn run(&mut self) -> io::Result<()> {
        match unsafe { vox_session_run(self.raw) } {
            0 => Ok(()),
            rc => Err(io::Error::new(io::ErrorKind::Other, format!("vox: {rc}"))),
        }
    }
}

impl Drop for VoiceSession {
    fn drop(&mut self) {
        unsafe { vox_session_free(self.raw) }
    }
}
