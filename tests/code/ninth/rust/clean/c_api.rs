//! What the C side of the weighbridge sees: open, ask, close. A handle is a boxed `Scale`.

use std::ffi::{c_char, c_double, c_int, CStr};
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::ptr;
use std::time::Duration;

pub struct Scale {
    rd: BufReader<TcpStream>,
    last_error: c_int,
}

impl Scale {
    fn open(host: &str) -> io::Result<Scale> {
        let addr = (host, 8000).to_socket_addrs()?.next().ok_or(io::ErrorKind::NotFound)?;
        let s = TcpStream::connect_timeout(&addr, Duration::from_secs(3))?;
        s.set_nodelay(true)?;
        s.set_read_timeout(Some(Duration::from_secs(4)))?;
        s.set_write_timeout(Some(Duration::from_secs(4)))?;
        Ok(Scale { rd: BufReader::new(s), last_error: 0 })
    }

    fn weigh(&mut self) -> io::Result<f64> {
        self.rd.get_mut().write_all(b"S\r\n")?;
        let mut line = String::new();
        if self.rd.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        line.trim().trim_start_matches("S S").trim().trim_end_matches(" kg").parse().map_err(|_| io::ErrorKind::InvalidData.into())
    }
}

/// # Safety
/// `host` is a C string; what comes back is closed with `scale_close`.
#[no_mangle]
pub unsafe extern "C" fn scale_open(host: *const c_char) -> *mut Scale {
    let Ok(host) = CStr::from_ptr(host).to_str() else { return ptr::null_mut() };
    match Scale::open(host) {
        Ok(s) => Box::into_raw(Box::new(s)),
        Err(e) => {
            eprintln!("scale {host}: {e}");
            ptr::null_mut()
        }
    }
}

/// # Safety
/// `scale` comes from `scale_open`.
#[no_mangle]
pub unsafe extern "C" fn scale_weigh(scale: *mut Scale, out: *mut c_double) -> c_int {
    let scale = &mut *scale;
    match scale.weigh() {
        Ok(kg) => {
            *out = kg;
            0
        }
        Err(e) => {
            scale.last_error = e.raw_os_error().unwrap_or(-1);
            scale.last_error
        }
    }
}

/// # Safety
/// `scale` comes from `scale_open` and isn't used any more, or is null.
#[no_mangle]
pub unsafe extern "C" fn scale_close(scale: *mut Scale) {
    if !scale.is_null() {
        drop(Box::from_raw(scale));
    }
}
