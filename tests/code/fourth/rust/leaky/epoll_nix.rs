pub struct Reactor {
    ep: RawFd,
    conns: HashMap<RawFd, Conn>,
}

struct Conn {
    peer: String,
    inbox: Vec<u8>,
}

impl Reactor {
    fn on_accept(&mut self, lfd: RawFd) -> nix::Result<()> {
        let fd = accept4(lfd, SockFlag::SOCK_NONBLOCK | SockFlag::SOCK_CLOEXEC)?;
        let mut ev = EpollEvent::new(EpollFlags::EPOLLIN | EpollFlags::EPOLLRDHUP, fd as u64);
        if let Err(e) = epoll_ctl(self.ep, EpollOp::EpollCtlAdd, fd, &mut ev) {
            let _ = close(fd);
            return Err(e);
        }
        self.conns.insert(fd, Conn { peer: peer_name(fd), inbox: Vec::new() });
        Ok(())
    }

    fn on_event(&mut self, fd: RawFd, flags: EpollFlags) {
        if flags.intersects(EpollFlags::EPOLLRDHUP | EpollFlags::EPOLLHUP) {
            if let Some(c) = self.conns.remove(&fd) {
                log::info!("{} hung up with {} bytes", c.peer, c.inbox.len());
            }
            let _ = epoll_ctl(self.ep, EpollOp::EpollCtlDel, fd, None);
            return;
        }
        let mut buf = [0u8; 8192];
        match read(fd, &mut buf) {
            Ok(n) if n > 0 => {
                if let Some(c) = self.conns.get_mut(&fd) {
                    c.inbox.extend_from_slice(&buf[..n]);
                }
            }
            Err(Errno::EAGAIN) | Err(Errno::EINTR) => {}
            _ => {
                self.conns.remove(&fd);
                let _ = close(fd);
            }
        }
