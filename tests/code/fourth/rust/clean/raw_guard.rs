use libc::{c_int, c_void, sockaddr, sockaddr_in, socklen_t};
use std::{io, mem};

struct Fd(c_int);

impl Drop for Fd {
    fn drop(&mut self) {
        unsafe { libc::close(self.0) };
    }
}

fn cvt(r: isize) -> io::Result<usize> {
    if r < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(r as usize)
    }
}

pub fn banner(addr: &sockaddr_in, out: &mut [u8]) -> io::Result<usize> {
    let tv = libc::timeval { tv_sec: 5, tv_usec: 0 };
    unsafe {
        let fd = Fd(cvt(libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) as isize)? as c_int);
        for opt in [libc::SO_RCVTIMEO, libc::SO_SNDTIMEO] {
            cvt(libc::setsockopt(fd.0, libc::SOL_SOCKET, opt, &tv as *const _ as *const c_void, mem::size_of_val(&tv) as socklen_t) as isize)?;
        }
        cvt(libc::connect(fd.0, addr as *const _ as *const sockaddr, mem::size_of::<sockaddr_in>() as socklen_t) as isize)?;
        cvt(libc::recv(fd.0, out.as_mut_ptr() as *mut c_void, out.len(), 0))
    }
}
