use std::collections::HashMap;
use std::os::fd::OwnedFd;
use std::os::raw::c_int;

pub struct Lamp {
    link: OwnedFd,
    level: u8,
}

pub struct Lamps {
    ep: c_int,
    by_fd: HashMap<c_int, Lamp>,
    names: HashMap<c_int, String>,
}

impl Lamps {
    // whoever takes the lamp out of the table closes it: it owns its descriptor
    pub fn readable(&mut self, fd: c_int) {
        let mut b = [0u8; 16];
        let n = unsafe { libc::recv(fd, b.as_mut_ptr() as *mut _, b.len(), 0) };
        if n <= 0 {
            self.names.remove(&fd);
            self.by_fd.remove(&fd);
            return;
        }
        if let Some(l) = self.by_fd.get_mut(&fd) {
            l.level = b[0];
        }
    }
}
