use std::collections::BTreeMap;
use std::io;
use std::net::TcpListener;
use std::os::unix::io::{AsRawFd, IntoRawFd, RawFd};

const IN: i16 = libc::POLLIN;

struct Conn {
    fd: RawFd,
    line: Vec<u8>,
}

impl Drop for Conn {
    fn drop(&mut self) {
        unsafe { libc::close(self.fd) };
    }
}

enum Got {
    Some(usize),
    Nothing,
    End,
}

fn recv(fd: RawFd, buf: &mut [u8]) -> Got {
    match unsafe { libc::recv(fd, buf.as_mut_ptr().cast(), buf.len(), 0) } {
        0 => Got::End,
        n if n > 0 => Got::Some(n as usize),
        _ => match io::Error::last_os_error().kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted => Got::Nothing,
            _ => Got::End,
        },
    }
}

fn keepalive(fd: RawFd) {
    let one: libc::c_int = 1;
    unsafe {
        libc::setsockopt(fd, libc::SOL_SOCKET, libc::SO_KEEPALIVE, &one as *const _ as *const _, 4);
    }
}

/// Syslog over TCP for the switches in one building.
fn main() -> io::Result<()> {
    let door = TcpListener::bind("0.0.0.0:1514")?;
    door.set_nonblocking(true)?;
    let mut conns: BTreeMap<RawFd, Conn> = BTreeMap::new();
    let mut buf = vec![0u8; 16384];
    loop {
        let mut set = vec![libc::pollfd { fd: door.as_raw_fd(), events: IN, revents: 0 }];
        set.extend(conns.keys().map(|&fd| libc::pollfd { fd, events: IN, revents: 0 }));
        if unsafe { libc::poll(set.as_mut_ptr(), set.len() as _, 5000) } < 0 {
            let e = io::Error::last_os_error();
            if e.kind() == io::ErrorKind::Interrupted {
                continue;
            }
            return Err(e);
        }
        for p in set[1..].iter().filter(|p| p.revents != 0) {
            match recv(p.fd, &mut buf) {
                Got::Nothing => {}
                Got::End => drop(conns.remove(&p.fd)),
                Got::Some(n) => {
                    let c = conns.get_mut(&p.fd).unwrap();
                    c.line.extend_from_slice(&buf[..n]);
                    while let Some(e) = c.line.iter().position(|&b| b == b'\n') {
                        let l: Vec<u8> = c.line.drain(..=e).collect();
                        print!("{}", String::from_utf8_lossy(&l));
                    }
                    if c.line.len() > 8192 {
                        conns.remove(&p.fd);
                    }
                }
            }
        }
        if set[0].revents != 0 {
            match door.accept() {
                Ok((s, _)) => {
                    s.set_nonblocking(true)?;
                    let fd = s.into_raw_fd();
                    keepalive(fd);
                    conns.insert(fd, Conn { fd, line: Vec::new() });
                }
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => {}
                Err(e) => {
                    eprintln!("accept: {e}");
                    std::thread::sleep(std::time::Duration::from_millis(100));
                }
            }
        }
    }
}
