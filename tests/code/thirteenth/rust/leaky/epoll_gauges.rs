// Water level gauges; straight libc, the target has no async runtime.
use std::collections::HashMap;
use std::io;
use std::os::fd::RawFd;

struct Gauge {
    site: u16,
    bytes: u64,
}

pub struct Hub {
    ep: RawFd,
    listener: RawFd,
    gauges: HashMap<RawFd, Gauge>,
}

impl Hub {
    fn ctl_del(&self, fd: RawFd) {
        unsafe { libc::epoll_ctl(self.ep, libc::EPOLL_CTL_DEL, fd, std::ptr::null_mut()) };
    }

    fn on_accept(&mut self) {
        let fd = unsafe {
            libc::accept4(self.listener, std::ptr::null_mut(), std::ptr::null_mut(), libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC)
        };
        if fd < 0 {
            if io::Error::last_os_error().raw_os_error() == Some(libc::EMFILE) {
                std::thread::sleep(std::time::Duration::from_millis(200));
            }
            return;
        }
        let mut ev = libc::epoll_event { events: libc::EPOLLIN as u32, u64: fd as u64 };
        if unsafe { libc::epoll_ctl(self.ep, libc::EPOLL_CTL_ADD, fd, &mut ev) } < 0 {
            unsafe { libc::close(fd) };
            return;
        }
        self.gauges.insert(fd, Gauge { site: 0, bytes: 0 });
    }

    fn on_input(&mut self, fd: RawFd, store: &mut dyn FnMut(u16, &[u8])) {
        let mut buf = [0u8; 256];
        let n = unsafe { libc::recv(fd, buf.as_mut_ptr().cast(), buf.len(), 0) };
        if n < 0 {
            let e = io::Error::last_os_error();
            if matches!(e.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) {
                return;
            }
            eprintln!("gauge fd {fd}: {e}");
            self.ctl_del(fd);
            self.gauges.remove(&fd);
            unsafe { libc::close(fd) };
            return;
        }
        if n == 0 {
            self.ctl_del(fd);
            if let Some(g) = self.gauges.remove(&fd) {
                println!("gauge {} finished, {} bytes", g.site, g.bytes);
            }
            return;
        }
        if let Some(g) = self.gauges.get_mut(&fd) {
            g.bytes += n as u64;
            if g.site == 0 && n >= 2 {
                g.site = u16::from_be_bytes([buf[0], buf[1]]);
            }
            store(g.site, &buf[..n as usize]);
        }
    }

    pub fn turn(&mut self, store: &mut dyn FnMut(u16, &[u8])) -> io::Result<()> {
        let mut evs: [libc::epoll_event; 64] = unsafe { std::mem::zeroed() };
        let n = unsafe { libc::epoll_wait(self.ep, evs.as_mut_ptr(), 64, 1000) };
        for i in 0..n.max(0) as usize {
            let fd = evs[i].u64 as RawFd;
            if fd == self.listener {
                self.on_accept();
            } else {
                self.on_input(fd, store);
            }
        }
        Ok(())
    }
}
