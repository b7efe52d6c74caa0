use std::collections::HashMap;
use std::io::{ErrorKind, Read};
use std::net::{TcpListener, TcpStream};
use std::os::fd::{AsRawFd, RawFd};

use nix::sys::epoll::{epoll_create1, epoll_ctl, epoll_wait, EpollCreateFlags, EpollEvent, EpollFlags, EpollOp};

struct Upload {
    stream: TcpStream,
    bytes: u64,
}

/// Takes video uploads from the body cameras when they dock.
pub struct Dock {
    ep: RawFd,
    listener: TcpListener,
    uploads: HashMap<RawFd, Upload>,
    store: fn(RawFd, &[u8]),
}

impl Dock {
    pub fn new(listener: TcpListener, store: fn(RawFd, &[u8])) -> nix::Result<Dock> {
        listener.set_nonblocking(true).expect("nonblocking");
        let ep = epoll_create1(EpollCreateFlags::EPOLL_CLOEXEC)?;
        let lfd = listener.as_raw_fd();
        let mut ev = EpollEvent::new(EpollFlags::EPOLLIN, lfd as u64);
        epoll_ctl(ep, EpollOp::EpollCtlAdd, lfd, &mut ev)?;
        Ok(Dock { ep, listener, uploads: HashMap::new(), store })
    }

    pub fn turn(&mut self) -> nix::Result<()> {
        let mut evs = [EpollEvent::empty(); 64];
        let n = epoll_wait(self.ep, &mut evs, 1000)?;
        for ev in &evs[..n] {
            let fd = ev.data() as RawFd;
            if fd == self.listener.as_raw_fd() {
                self.camera_docked();
            } else {
                self.data(fd);
            }
        }
        Ok(())
    }

    fn camera_docked(&mut self) {
        match self.listener.accept() {
            Ok((stream, peer)) => {
                if stream.set_nonblocking(true).is_err() {
                    return;
                }
                let fd = stream.as_raw_fd();
                let flags = EpollFlags::EPOLLIN | EpollFlags::EPOLLRDHUP | EpollFlags::EPOLLET;
                let mut ev = EpollEvent::new(flags, fd as u64);
                if epoll_ctl(self.ep, EpollOp::EpollCtlAdd, fd, &mut ev).is_ok() {
                    println!("{peer} docked as {fd}");
                    self.uploads.insert(fd, Upload { stream, bytes: 0 });
                }
            }
            Err(e) if e.kind() == ErrorKind::WouldBlock => {}
            Err(e) => {
                eprintln!("accept: {e}");
                std::thread::sleep(std::time::Duration::from_millis(100));
            }
        }
    }

    fn data(&mut self, fd: RawFd) {
        let Some(up) = self.uploads.get_mut(&fd) else { return };
        let mut chunk = [0u8; 65536];
        match up.stream.read(&mut chunk) {
            Ok(0) => {
                println!("{fd} complete, {} bytes", up.bytes);
                self.uploads.remove(&fd);
            }
            Ok(n) => {
                up.bytes += n as u64;
                (self.store)(fd, &chunk[..n]);
            }
            Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {}
            Err(e) => {
                eprintln!("{fd}: {e}");
                self.uploads.remove(&fd);
            }
        }
    }
}
