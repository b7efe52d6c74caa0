use std::collections::HashMap;
use std::io;
use std::net::TcpListener;
use std::os::fd::{AsRawFd, IntoRawFd, RawFd};

/// Vending machines report sales as 8 byte records; a plain epoll loop on raw descriptors.
struct Machine {
    pending: Vec<u8>,
    sales: u64,
}

pub struct Hub {
    ep: RawFd,
    listener: TcpListener,
    machines: HashMap<RawFd, Machine>,
}

impl Hub {
    pub fn new(addr: &str) -> io::Result<Hub> {
        let listener = TcpListener::bind(addr)?;
        listener.set_nonblocking(true)?;
        let ep = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
        if ep < 0 {
            return Err(io::Error::last_os_error());
        }
        let hub = Hub { ep, listener, machines: HashMap::new() };
        hub.watch(hub.listener.as_raw_fd())?;
        Ok(hub)
    }

    fn watch(&self, fd: RawFd) -> io::Result<()> {
        let mut ev = libc::epoll_event { events: libc::EPOLLIN as u32, u64: fd as u64 };
        match unsafe { libc::epoll_ctl(self.ep, libc::EPOLL_CTL_ADD, fd, &mut ev) } {
            0 => Ok(()),
            _ => Err(io::Error::last_os_error()),
        }
    }

    fn admit(&mut self) {
        match self.listener.accept() {
            Ok((s, peer)) => {
                if s.set_nonblocking(true).is_err() || self.watch(s.as_raw_fd()).is_err() {
                    return;
                }
                println!("machine at {peer}");
                let fd = s.into_raw_fd();
                self.machines.insert(fd, Machine { pending: Vec::new(), sales: 0 });
            }
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => {}
            Err(e) => {
                eprintln!("accept: {e}");
                std::thread::sleep(std::time::Duration::from_millis(50));
            }
        }
    }

    fn readable(&mut self, fd: RawFd) {
        let mut buf = [0u8; 1024];
        let n = unsafe { libc::read(fd, buf.as_mut_ptr().cast(), buf.len()) };
        if n < 0 && io::Error::last_os_error().kind() == io::ErrorKind::WouldBlock {
            return;
        }
        if n <= 0 {
            unsafe { libc::epoll_ctl(self.ep, libc::EPOLL_CTL_DEL, fd, std::ptr::null_mut()) };
            if let Some(m) = self.machines.remove(&fd) {
                println!("machine gone after {} sales", m.sales);
            }
            return;
        }
        if let Some(m) = self.machines.get_mut(&fd) {
            m.pending.extend_from_slice(&buf[..n as usize]);
            let whole = m.pending.len() / 8;
            m.sales += whole as u64;
            m.pending.drain(..whole * 8);
        }
    }

    pub fn turn(&mut self) {
        let mut evs: [libc::epoll_event; 32] = unsafe { std::mem::zeroed() };
        let n = unsafe { libc::epoll_wait(self.ep, evs.as_mut_ptr(), 32, 1000) };
        for ev in evs.iter().take(n.max(0) as usize) {
            let fd = ev.u64 as RawFd;
            if fd == self.listener.as_raw_fd() {
                self.admit();
            } else {
                self.readable(fd);
            }
        }
    }
}
