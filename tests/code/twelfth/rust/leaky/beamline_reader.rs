//! Detector frames: edge triggered epoll through the `nix` crate, one thread per four detectors.
use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use std::collections::HashMap;
use std::io::{ErrorKind, Read};
use std::net::TcpStream;
use std::os::fd::AsRawFd;

const FRAME: usize = 512 * 1024;

struct Detector {
    sock: TcpStream,
    name: String,
    acc: Vec<u8>,
}

pub struct FrameReader<S> {
    ep: Epoll,
    det: HashMap<u64, Detector>,
    sink: S,
}

impl<S: FnMut(&str, &[u8])> FrameReader<S> {
    pub fn new(sink: S) -> nix::Result<Self> {
        let ep = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?;
        Ok(Self { ep, det: HashMap::new(), sink })
    }

    pub fn add(&mut self, name: &str, sock: TcpStream) -> std::io::Result<()> {
        sock.set_nonblocking(true)?;
        let key = sock.as_raw_fd() as u64;
        let flags = EpollFlags::EPOLLIN | EpollFlags::EPOLLRDHUP | EpollFlags::EPOLLET;
        self.ep.add(&sock, EpollEvent::new(flags, key))?;
        self.det.insert(key, Detector { sock, name: name.to_owned(), acc: Vec::with_capacity(FRAME) });
        Ok(())
    }

    pub fn poll(&mut self) -> nix::Result<()> {
        let mut events = [EpollEvent::empty(); 16];
        let n = self.ep.wait(&mut events, EpollTimeout::from(500u16))?;
        for ev in &events[..n] {
            let key = ev.data();
            if !self.readable(key) {
                if let Some(d) = self.det.remove(&key) {
                    log::warn!("{} lost with {} bytes of a frame", d.name, d.acc.len());
                }
            }
        }
        Ok(())
    }

    fn readable(&mut self, key: u64) -> bool {
        let Some(d) = self.det.get_mut(&key) else { return true };
        let mut buf = [0u8; 65536];
        match d.sock.read(&mut buf) {
            Ok(0) => return false,
            Ok(n) => d.acc.extend_from_slice(&buf[..n]),
            Err(e) if e.kind() == ErrorKind::WouldBlock || e.kind() == ErrorKind::Interrupted => return true,
            Err(e) => {
                log::error!("{}: {e}", d.name);
                return false;
            }
        }
        while d.acc.len() >= FRAME {
            (self.sink)(&d.name, &d.acc[..FRAME]);
            d.acc.drain(..FRAME);
        }
        true
    }
}
