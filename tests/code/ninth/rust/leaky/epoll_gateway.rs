//! Sensor gateway, straight on epoll since the box has 64 MB and musl.

use std::collections::HashMap;
use std::io;
use std::os::raw::c_int;

const MAX_EVENTS: usize = 64;

struct Peer {
    line: Vec<u8>,
    readings: u64,
}

pub struct Gateway {
    ep: c_int,
    listen: c_int,
    peers: HashMap<c_int, Peer>,
}

fn check(r: c_int) -> io::Result<c_int> {
    if r < 0 { Err(io::Error::last_os_error()) } else { Ok(r) }
}

impl Gateway {
    pub fn new(listen: c_int) -> io::Result<Self> {
        let ep = check(unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) })?;
        let mut g = Gateway { ep, listen, peers: HashMap::new() };
        g.ctl(libc::EPOLL_CTL_ADD, listen)?;
        Ok(g)
    }

    fn ctl(&mut self, op: c_int, fd: c_int) -> io::Result<()> {
        let mut ev = libc::epoll_event { events: libc::EPOLLIN as u32, u64: fd as u64 };
        check(unsafe { libc::epoll_ctl(self.ep, op, fd, &mut ev) }).map(drop)
    }

    pub fn run(&mut self, mut sink: impl FnMut(&[u8])) -> io::Result<()> {
        let mut evs = vec![libc::epoll_event { events: 0, u64: 0 }; MAX_EVENTS];
        loop {
            let n = unsafe { libc::epoll_wait(self.ep, evs.as_mut_ptr(), MAX_EVENTS as c_int, 5000) };
            for ev in &evs[..n.max(0) as usize] {
                let fd = ev.u64 as c_int;
                if fd == self.listen {
                    self.welcome()?;
                } else {
                    self.readable(fd, &mut sink);
                }
            }
        }
    }

    fn welcome(&mut self) -> io::Result<()> {
        let flags = libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC;
        let fd = unsafe { libc::accept4(self.listen, std::ptr::null_mut(), std::ptr::null_mut(), flags) };
        if fd < 0 {
            let e = io::Error::last_os_error();
            return match e.raw_os_error() {
                Some(libc::EAGAIN) | Some(libc::ECONNABORTED) | Some(libc::EINTR) => Ok(()),
                _ => Err(e),
            };
        }
        let on: c_int = 1;
        unsafe { libc::setsockopt(fd, libc::SOL_SOCKET, libc::SO_KEEPALIVE, &on as *const c_int as *const _, 4) };
        self.peers.insert(fd, Peer { line: Vec::new(), readings: 0 });
        self.ctl(libc::EPOLL_CTL_ADD, fd)
    }

    fn readable(&mut self, fd: c_int, sink: &mut impl FnMut(&[u8])) {
        let mut buf = [0u8; 2048];
        let n = unsafe { libc::read(fd, buf.as_mut_ptr() as *mut _, buf.len()) };
        if n == 0 {
            let p = self.peers.remove(&fd);
            log::info!("sensor {} done after {:?} readings", fd, p.map(|p| p.readings));
            let _ = self.ctl(libc::EPOLL_CTL_DEL, fd);
            return;
        }
        if n < 0 {
            let e = io::Error::last_os_error();
            if e.kind() != io::ErrorKind::WouldBlock {
                self.peers.remove(&fd);
                unsafe { libc::close(fd) };
            }
            return;
        }
        let Some(p) = self.peers.get_mut(&fd) else { return };
        p.line.extend_from_slice(&buf[..n as usize]);
        while let Some(at) = p.line.iter().position(|&b| b == b'\n') {
            let rest = p.line.split_off(at + 1);
            sink(&p.line[..at]);
            p.readings += 1;
            p.line = rest;
        }
    }
}
