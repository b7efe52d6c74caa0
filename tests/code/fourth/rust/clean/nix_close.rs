impl Reactor {
    fn drop_conn(&mut self, fd: RawFd) {
        if self.conns.remove(&fd).is_some() {
            let _ = close(fd); // takes it out of the epoll set, too
        }
    }

    fn on_accept(&mut self, lfd: RawFd) -> nix::Result<()> {
        loop {
            let fd = match accept4(lfd, SockFlag::SOCK_NONBLOCK | SockFlag::SOCK_CLOEXEC) {
                Ok(fd) => fd,
                Err(Errno::EAGAIN) => return Ok(()),
                Err(Errno::EINTR) | Err(Errno::ECONNABORTED) => continue,
                Err(e) => return Err(e),
            };
            self.conns.insert(fd, Conn::new(fd));
            let mut ev = EpollEvent::new(EpollFlags::EPOLLIN | EpollFlags::EPOLLRDHUP, fd as u64);
            if let Err(e) = epoll_ctl(self.ep, EpollOp::EpollCtlAdd, fd, &mut ev) {
                self.drop_conn(fd);
                return Err(e);
            }
        }
    }

    fn on_event(&mut self, fd: RawFd) {
        let mut buf = [0u8; 8192];
        match read(fd, &mut buf) {
            Ok(n) if n > 0 => {
                if let Some(c) = self.conns.get_mut(&fd) {
                    c.touch();
                    c.inbox.extend_from_slice(&buf[..n]);
                }
            }
            Err(Errno::EAGAIN) | Err(Errno::EINTR) => {}
            Ok(_) | Err(_) => self.drop_conn(fd),
        }
    }

    fn expire(&mut self, idle: Duration) {
        let old: Vec<RawFd> = self.conns.iter().filter(|(_, c)| c.idle() > idle).map(|(fd, _)| *fd).collect();
        for fd in old {
            self.drop_conn(fd);
        }
    }
}
