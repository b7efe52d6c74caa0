// Receives AIS sentences from the coast stations and hands them to the decoder.
use std::collections::HashMap;
use std::io;
use std::net::TcpListener;
use std::os::unix::io::{AsRawFd, IntoRawFd, RawFd};

struct Station {
    name: String,
    partial: Vec<u8>,
}

struct Mux {
    ep: RawFd,
    stations: HashMap<RawFd, Station>,
}

fn cvt(rc: libc::c_int) -> io::Result<libc::c_int> {
    if rc < 0 { Err(io::Error::last_os_error()) } else { Ok(rc) }
}

impl Mux {
    fn ctl(&self, op: libc::c_int, fd: RawFd) -> io::Result<()> {
        let mut ev = libc::epoll_event { events: (libc::EPOLLIN | libc::EPOLLRDHUP) as u32, u64: fd as u64 };
        cvt(unsafe { libc::epoll_ctl(self.ep, op, fd, &mut ev) }).map(|_| ())
    }

    fn on_accept(&mut self, l: &TcpListener) -> io::Result<()> {
        let (s, peer) = l.accept()?;
        s.set_nonblocking(true)?;
        let fd = s.into_raw_fd();
        if let Err(e) = self.ctl(libc::EPOLL_CTL_ADD, fd) {
            unsafe { libc::close(fd) };
            return Err(e);
        }
        let on: libc::c_int = 1;
        unsafe { libc::setsockopt(fd, libc::SOL_SOCKET, libc::SO_KEEPALIVE, &on as *const _ as *const _, 4) };
        self.stations.insert(fd, Station { name: peer.to_string(), partial: Vec::new() });
        Ok(())
    }

    fn retire(&mut self, fd: RawFd, why: &str) {
        let _ = self.ctl(libc::EPOLL_CTL_DEL, fd);
        if let Some(st) = self.stations.remove(&fd) {
            eprintln!("station {} gone: {}, {} bytes undecoded", st.name, why, st.partial.len());
        }
    }

    fn on_data(&mut self, fd: RawFd, sink: &mut dyn FnMut(&str, &[u8])) {
        let mut buf = [0u8; 4096];
        let n = unsafe { libc::read(fd, buf.as_mut_ptr() as *mut _, buf.len()) };
        match n {
            0 => self.retire(fd, "end of stream"),
            n if n < 0 => {
                let e = io::Error::last_os_error();
                if e.kind() != io::ErrorKind::WouldBlock && e.kind() != io::ErrorKind::Interrupted {
                    self.retire(fd, &e.to_string());
                }
            }
            n => {
                let Some(st) = self.stations.get_mut(&fd) else { return };
                st.partial.extend_from_slice(&buf[..n as usize]);
                while let Some(p) = st.partial.iter().position(|b| *b == b'\n') {
                    let line: Vec<u8> = st.partial.drain(..=p).collect();
                    sink(&st.name, &line);
                }
                if st.partial.len() > 64 * 1024 {
                    self.retire(fd, "no line end in 64k");
                }
            }
        }
    }
}

fn main() -> io::Result<()> {
    let l = TcpListener::bind("[::]:6010")?;
    l.set_nonblocking(true)?;
    let mut m = Mux { ep: cvt(unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) })?, stations: HashMap::new() };
    m.ctl(libc::EPOLL_CTL_ADD, l.as_raw_fd())?;
    let mut evs: Vec<libc::epoll_event> = vec![unsafe { std::mem::zeroed() }; 128];
    loop {
        let n = unsafe { libc::epoll_wait(m.ep, evs.as_mut_ptr(), 128, -1) };
        for e in evs.iter().take(n.max(0) as usize) {
            let fd = e.u64 as RawFd;
            if fd == l.as_raw_fd() {
                if let Err(e) = m.on_accept(&l) {
                    if e.kind() == io::ErrorKind::WouldBlock { continue; }
                    eprintln!("accept: {e}");
                    std::thread::sleep(std::time::Duration::from_millis(50));
                }
            } else {
                m.on_data(fd, &mut |who, line| print!("{who} {}", String::from_utf8_lossy(line)));
            }
        }
    }
}
