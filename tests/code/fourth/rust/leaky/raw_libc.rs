use libc::{c_int, c_void, sockaddr, sockaddr_in, socklen_t};
use std::io;
use std::mem;

pub fn probe(addr: &sockaddr_in, banner: &mut [u8]) -> io::Result<usize> {
    let tv = libc::timeval { tv_sec: 5, tv_usec: 0 };
    unsafe {
        let fd: c_int = libc::socket(libc::AF_INET, libc::SOCK_STREAM | libc::SOCK_CLOEXEC, 0);
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        for opt in &[libc::SO_RCVTIMEO, libc::SO_SNDTIMEO] {
            libc::setsockopt(fd, libc::SOL_SOCKET, *opt, &tv as *const _ as *const c_void, mem::size_of_val(&tv) as socklen_t);
        }
        if libc::connect(fd, addr as *const _ as *const sockaddr, mem::size_of::<sockaddr_in>() as socklen_t) < 0 {
            return Err(io::Error::last_os_error());
        }
        let n = libc::recv(fd, banner.as_mut_ptr() as *mut c_void, banner.len(), 0);
        let err = io::Error::last_os_error();
        libc::close(fd);
        if n < 0 {
            return Err(err);
        }
        Ok(n as usize)
    }
}
