// Weighbridges, plain epoll through libc; the map owns the descriptors.
use std::collections::HashMap;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::time::{Duration, Instant};

struct Bridge {
    _fd: OwnedFd,
    seen: Instant,
    line: Vec<u8>,
}

pub struct Station {
    ep: OwnedFd,
    listener: OwnedFd,
    bridges: HashMap<RawFd, Bridge>,
}

impl Station {
    fn admit(&mut self) {
        let raw = unsafe {
            libc::accept4(
                self.listener.as_raw_fd(),
                std::ptr::null_mut(),
                std::ptr::null_mut(),
                libc::SOCK_CLOEXEC | libc::SOCK_NONBLOCK,
            )
        };
        if raw < 0 {
            match io::Error::last_os_error().raw_os_error() {
                Some(libc::EMFILE) | Some(libc::ENFILE) => std::thread::sleep(Duration::from_millis(200)),
                _ => {}
            }
            return;
        }
        let fd = unsafe { OwnedFd::from_raw_fd(raw) };
        let mut ev = libc::epoll_event { events: libc::EPOLLIN as u32, u64: raw as u64 };
        if unsafe { libc::epoll_ctl(self.ep.as_raw_fd(), libc::EPOLL_CTL_ADD, raw, &mut ev) } == 0 {
            self.bridges.insert(raw, Bridge { _fd: fd, seen: Instant::now(), line: Vec::new() });
        }
    }

    fn input(&mut self, raw: RawFd, weight: &mut dyn FnMut(&str)) {
        let Some(b) = self.bridges.get_mut(&raw) else { return };
        let mut buf = [0u8; 128];
        let n = unsafe { libc::read(raw, buf.as_mut_ptr().cast(), buf.len()) };
        if n > 0 {
            b.seen = Instant::now();
            b.line.extend_from_slice(&buf[..n as usize]);
            while let Some(p) = b.line.iter().position(|&c| c == b'\r') {
                let rec: Vec<u8> = b.line.drain(..=p).collect();
                weight(&String::from_utf8_lossy(&rec[..p]));
            }
            if b.line.len() < 1000 {
                return;
            }
        } else if n < 0 {
            let k = io::Error::last_os_error().kind();
            if k == io::ErrorKind::WouldBlock || k == io::ErrorKind::Interrupted {
                return;
            }
        }
        self.bridges.remove(&raw);
    }

    pub fn turn(&mut self, weight: &mut dyn FnMut(&str)) {
        let mut evs = [libc::epoll_event { events: 0, u64: 0 }; 32];
        let n = unsafe { libc::epoll_wait(self.ep.as_raw_fd(), evs.as_mut_ptr(), 32, 5000) };
        for ev in evs.iter().take(n.max(0) as usize) {
            let raw = ev.u64 as RawFd;
            if raw == self.listener.as_raw_fd() {
                self.admit();
            } else {
                self.input(raw, weight);
            }
        }
        self.bridges.retain(|_, b| b.seen.elapsed() < Duration::from_secs(600));
    }
}
