use std::net::{SocketAddr, TcpStream};
use std::os::fd::{FromRawFd, IntoRawFd, OwnedFd};
use std::os::raw::{c_int, c_void};
use std::time::Duration;

extern "C" {
    /// Takes the descriptor over unless it returns NULL.
    fn fpr_open_fd(fd: c_int) -> *mut c_void;
    /// Closes the descriptor too.
    fn fpr_close(dev: *mut c_void);
    fn fpr_capture(dev: *mut c_void, out: *mut u8, cap: usize) -> c_int;
}

pub struct Fingerprint {
    dev: *mut c_void,
}

impl Fingerprint {
    pub fn open(addr: &SocketAddr) -> std::io::Result<Self> {
        let s = TcpStream::connect_timeout(addr, Duration::from_secs(2))?;
        s.set_nodelay(true)?;
        s.set_read_timeout(Some(Duration::from_secs(8)))?;
        s.set_write_timeout(Some(Duration::from_secs(2)))?;
        let fd = s.into_raw_fd();
        let dev = unsafe { fpr_open_fd(fd) };
        if dev.is_null() {
            drop(unsafe { OwnedFd::from_raw_fd(fd) });
            return Err(std::io::Error::new(std::io::ErrorKind::Other, "device refused"));
        }
        Ok(Fingerprint { dev })
    }

    pub fn capture(&mut self) -> Option<Vec<u8>> {
        let mut img = vec![0u8; 128 * 1024];
        let n = unsafe { fpr_capture(self.dev, img.as_mut_ptr(), img.len()) };
        if n <= 0 {
            return None;
        }
        img.truncate(n as usize);
        Some(img)
    }
}

impl Drop for Fingerprint {
    fn drop(&mut self) {
        unsafe { fpr_close(self.dev) }
    }
}
