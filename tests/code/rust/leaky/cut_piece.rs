    fn closed(&mut self, fd: RawFd) {
        if self.by_fd.remove(&fd).is_some() {
            let _ = nix::unistd::close(fd);
        }
    }
}

struct Reactor {
    by_fd: HashMap<RawFd, Vec<u8>>,
}

impl Reactor {
    fn hung_up(&mut self, fd: RawFd, flags: EpollFlags) {
        if flags.contains(EpollFlags::EPOLLRDHUP) {
            self.by_fd.remove(&fd);
            return; // expect: close-wait-leak
        }
        self.pending += 1;
