// gatekeeper/src/os.rs
use std::io;
use std::net::TcpStream;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::time::Duration;

mod c {
    #![allow(non_camel_case_types)]
    pub type int = i32;
    extern "C" {
        pub fn accept4(fd: int, sa: *mut u8, len: *mut u32, flags: int) -> int;
        pub fn getsockopt(fd: int, level: int, name: int, val: *mut u8, len: *mut u32) -> int;
    }
    pub const SOCK_CLOEXEC: int = 0o2000000;
    pub const SOL_SOCKET: int = 1;
    pub const SO_INCOMING_CPU: int = 49;
}

pub struct Caller {
    pub stream: TcpStream,
    pub cpu: i32,
}

fn incoming_cpu(fd: &OwnedFd) -> io::Result<i32> {
    let mut cpu = 0i32;
    let mut len = 4u32;
    let rc = unsafe {
        c::getsockopt(
            fd.as_raw_fd(),
            c::SOL_SOCKET,
            c::SO_INCOMING_CPU,
            &mut cpu as *mut i32 as *mut u8,
            &mut len,
        )
    };
    if rc == 0 { Ok(cpu) } else { Err(io::Error::last_os_error()) }
}

/// Accepts one caller and tells which CPU its packets arrive on, so that the
/// dispatcher can put it on the worker there. Retries EINTR only.
pub fn accept_caller(listener: BorrowedFd<'_>) -> io::Result<Caller> {
    let fd = loop {
        let fd = unsafe {
            c::accept4(
                listener.as_raw_fd(),
                std::ptr::null_mut(),
                std::ptr::null_mut(),
                c::SOCK_CLOEXEC,
            )
        };
        if fd >= 0 {
            // owned from here on: each `?` below closes it
            break unsafe { OwnedFd::from_raw_fd(fd) };
        }
        let e = io::Error::last_os_error();
        if e.kind() != io::ErrorKind::Interrupted {
            return Err(e);
        }
    };
    let cpu = incoming_cpu(&fd)?;
    let stream = TcpStream::from(fd);
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    stream.set_write_timeout(Some(Duration::from_secs(30)))?;
    Ok(Caller { stream, cpu })
}
