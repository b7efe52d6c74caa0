use nix::sys::epoll::{Epoll, EpollEvent, EpollFlags};
use nix::sys::socket::{accept4, SockFlag};
use nix::unistd::close;
use std::os::fd::{BorrowedFd, RawFd};

fn admit(ep: &Epoll, lfd: RawFd, ready: &mut Vec<RawFd>) -> nix::Result<()> {
    match accept4(lfd, SockFlag::SOCK_NONBLOCK) {
        Ok(fd) => {
            let b = unsafe { BorrowedFd::borrow_raw(fd) };
            if let Err(e) = ep.add(b, EpollEvent::new(EpollFlags::EPOLLIN, 7)) {
                leave(fd);
                return Err(e);
            }
            ready.push(fd);
            Ok(())
        }
        Err(e) => Err(e),
    }
}

fn leave(fd: RawFd) {
    let _ = close(fd);
}
