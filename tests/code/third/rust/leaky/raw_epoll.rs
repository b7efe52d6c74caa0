use std::net::TcpListener;
use std::os::fd::{AsRawFd, IntoRawFd, RawFd};

pub struct Reactor {
    ep: RawFd,
    listener: TcpListener,
    sink: Box<dyn FnMut(RawFd, &[u8])>,
}

impl Reactor {
    fn on_accept(&mut self) {
        match self.listener.accept() {
            Ok((stream, _peer)) => {
                if stream.set_nonblocking(true).is_err() {
                    return;
                }
                let fd = stream.into_raw_fd();
                let mut ev = libc::epoll_event { events: libc::EPOLLIN as u32, u64: fd as u64 };
                let rc = unsafe { libc::epoll_ctl(self.ep, libc::EPOLL_CTL_ADD, fd, &mut ev) };
                if rc < 0 {
                    unsafe { libc::close(fd) };
                }
            }
            Err(e) => {
                eprintln!("accept: {e}");
                std::thread::sleep(std::time::Duration::from_millis(50));
            }
        }
    }

    fn on_readable(&mut self, fd: RawFd) {
        let mut buf = [0u8; 2048];
        let n = unsafe { libc::recv(fd, buf.as_mut_ptr().cast(), buf.len(), 0) };
        if n > 0 {
            (self.sink)(fd, &buf[..n as usize]);
        } else if n == 0 {
            unsafe { libc::epoll_ctl(self.ep, libc::EPOLL_CTL_DEL, fd, std::ptr::null_mut()) };
        } else {
            let err = std::io::Error::last_os_error();
            if err.kind() != std::io::ErrorKind::WouldBlock {
                unsafe { libc::close(fd) };
            }
        }
    }

    pub fn turn(&mut self) {
        let mut evs: [libc::epoll_event; 64] = unsafe { std::mem::zeroed() };
        let n = unsafe { libc::epoll_wait(self.ep, evs.as_mut_ptr(), 64, 1000) };
        for ev in evs.iter().take(n.max(0) as usize) {
            let fd = ev.u64 as RawFd;
            if fd == self.listener.as_raw_fd() { self.on_accept() } else { self.on_readable(fd) }
        }
    }
}
