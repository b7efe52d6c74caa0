use std::collections::HashMap;
use std::os::raw::c_int;

pub struct Lamp {
    level: u8,
}

pub struct Lamps {
    ep: c_int,
    by_fd: HashMap<c_int, Lamp>,
}

impl Lamps {
    pub fn readable(&mut self, fd: c_int) {
        let mut b = [0u8; 16];
        let n = unsafe { libc::recv(fd, b.as_mut_ptr() as *mut _, b.len(), 0) };
        if n == 0 {
            unsafe { libc::epoll_ctl(self.ep, libc::EPOLL_CTL_DEL, fd, std::ptr::null_mut()) };
            self.by_fd.remove(&fd);
            return; // expect: close-wait-leak
        }
        if let Some(l) = self.by_fd.get_mut(&fd) {
            l.level = b[0];
        }
    }
}
