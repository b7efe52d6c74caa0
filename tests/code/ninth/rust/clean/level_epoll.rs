//! Water level hub for the lock gates, on bare epoll.

use std::collections::HashMap;
use std::io;
use std::os::raw::c_int;
use std::time::{Duration, Instant};

struct Gauge {
    bytes: Vec<u8>,
    heard: Instant,
}

pub struct Hub {
    ep: c_int,
    listen: c_int,
    gauges: HashMap<c_int, Gauge>,
}

impl Hub {
    /// Takes over `listen`, which is non-blocking.
    pub fn new(listen: c_int) -> io::Result<Hub> {
        let ep = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
        if ep < 0 {
            let e = io::Error::last_os_error();
            unsafe { libc::close(listen) };
            return Err(e);
        }
        let hub = Hub { ep, listen, gauges: HashMap::new() };
        hub.watch(listen)?;
        Ok(hub)
    }

    fn watch(&self, fd: c_int) -> io::Result<()> {
        let mut ev = libc::epoll_event { events: libc::EPOLLIN as u32, u64: fd as u64 };
        match unsafe { libc::epoll_ctl(self.ep, libc::EPOLL_CTL_ADD, fd, &mut ev) } {
            0 => Ok(()),
            _ => Err(io::Error::last_os_error()),
        }
    }

    fn forget(&mut self, fd: c_int) {
        if self.gauges.remove(&fd).is_some() {
            // closing takes it out of the epoll set as well
            unsafe { libc::close(fd) };
        }
    }

    fn accept(&mut self) -> io::Result<()> {
        let fd = unsafe {
            libc::accept4(self.listen, std::ptr::null_mut(), std::ptr::null_mut(), libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC)
        };
        if fd < 0 {
            let e = io::Error::last_os_error();
            return match e.raw_os_error() {
                Some(libc::EAGAIN) | Some(libc::EINTR) | Some(libc::ECONNABORTED) => Ok(()),
                _ => Err(e),
            };
        }
        if let Err(e) = self.watch(fd) {
            unsafe { libc::close(fd) };
            return Err(e);
        }
        self.gauges.insert(fd, Gauge { bytes: Vec::new(), heard: Instant::now() });
        Ok(())
    }

    pub fn turn(&mut self, mut level: impl FnMut(i16)) -> io::Result<()> {
        let mut evs = [libc::epoll_event { events: 0, u64: 0 }; 32];
        let n = unsafe { libc::epoll_wait(self.ep, evs.as_mut_ptr(), 32, 1000) };
        for ev in evs.iter().take(n.max(0) as usize) {
            let fd = ev.u64 as c_int;
            if fd == self.listen {
                self.accept()?;
                continue;
            }
            let mut buf = [0u8; 256];
            let n = unsafe { libc::read(fd, buf.as_mut_ptr().cast(), buf.len()) };
            if n <= 0 {
                let e = io::Error::last_os_error();
                if n == 0 || !matches!(e.raw_os_error(), Some(libc::EAGAIN) | Some(libc::EINTR)) {
                    self.forget(fd);
                }
                continue;
            }
            let Some(g) = self.gauges.get_mut(&fd) else { continue };
            g.heard = Instant::now();
            g.bytes.extend_from_slice(&buf[..n as usize]);
            let whole = g.bytes.len() & !1;
            g.bytes.drain(..whole).collect::<Vec<_>>().chunks(2).for_each(|c| level(i16::from_be_bytes([c[0], c[1]])));
        }
        let quiet: Vec<c_int> =
            self.gauges.iter().filter(|(_, g)| g.heard.elapsed() > Duration::from_secs(120)).map(|(fd, _)| *fd).collect();
        quiet.into_iter().for_each(|fd| self.forget(fd));
        Ok(())
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        for fd in self.gauges.keys().chain([&self.listen, &self.ep]) {
            unsafe { libc::close(*fd) };
        }
    }
}
