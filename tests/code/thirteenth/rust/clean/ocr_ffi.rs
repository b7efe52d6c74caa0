//! Safe side of the OCR engine's C interface.

use std::io;
use std::net::TcpStream;
use std::os::fd::{AsRawFd, FromRawFd, IntoRawFd, OwnedFd, RawFd};
use std::os::raw::{c_int, c_void};
use std::time::Duration;

extern "C" {
    fn ocr_open() -> *mut c_void;
    /// 0: the engine owns `fd` from now on and closes it in ocr_close
    fn ocr_give(h: *mut c_void, fd: c_int) -> c_int;
    fn ocr_work(h: *mut c_void) -> c_int;
    fn ocr_close(h: *mut c_void);
}

struct Engine(*mut c_void);

impl Engine {
    fn new() -> io::Result<Engine> {
        let h = unsafe { ocr_open() };
        if h.is_null() {
            Err(io::Error::new(io::ErrorKind::Other, "ocr_open"))
        } else {
            Ok(Engine(h))
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        unsafe { ocr_close(self.0) }
    }
}

fn give(e: &Engine, fd: OwnedFd) -> io::Result<()> {
    let raw: RawFd = fd.as_raw_fd();
    match unsafe { ocr_give(e.0, raw) } {
        0 => {
            let _ = fd.into_raw_fd();
            Ok(())
        }
        rc => Err(io::Error::new(io::ErrorKind::Other, format!("ocr_give: {rc}"))),
    }
}

pub fn serve_one(stream: TcpStream) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(15)))?;
    stream.set_write_timeout(Some(Duration::from_secs(15)))?;
    let engine = Engine::new()?;
    give(&engine, OwnedFd::from(stream))?;
    match unsafe { ocr_work(engine.0) } {
        0 => Ok(()),
        rc => Err(io::Error::new(io::ErrorKind::Other, format!("ocr_work: {rc}"))),
    }
}

/// For the fd that systemd hands over; it is ours alone.
pub fn inherited(fd: RawFd) -> std::net::TcpListener {
    unsafe { std::net::TcpListener::from_raw_fd(fd) }
}
