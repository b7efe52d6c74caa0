// epoll-free little sink for the wind farm: poll(2) over a vector, swap_remove at the end
use std::io::{self, ErrorKind, Read};
use std::net::{TcpListener, TcpStream};
use std::os::fd::AsRawFd;
use std::time::{Duration, Instant};

struct Turbine {
    s: TcpStream,
    seen: Instant,
    rec: Vec<u8>,
}

enum Fate {
    Stays,
    Goes(&'static str),
}

impl Turbine {
    fn drain(&mut self, tmp: &mut [u8], out: &mut dyn FnMut(&[u8])) -> Fate {
        loop {
            match self.s.read(tmp) {
                Ok(0) => return Fate::Goes("end"),
                Ok(n) => {
                    self.seen = Instant::now();
                    self.rec.extend_from_slice(&tmp[..n]);
                    let whole = self.rec.len() / 24 * 24;
                    for r in self.rec[..whole].chunks(24) {
                        out(r);
                    }
                    self.rec.drain(..whole);
                }
                Err(e) => match e.kind() {
                    ErrorKind::WouldBlock => return Fate::Stays,
                    ErrorKind::Interrupted => {}
                    _ => return Fate::Goes("error"),
                },
            }
        }
    }
}

pub fn serve(l: TcpListener, mut out: impl FnMut(&[u8])) -> io::Result<()> {
    l.set_nonblocking(true)?;
    let mut farm: Vec<Turbine> = Vec::new();
    let mut tmp = vec![0u8; 32 * 1024];
    loop {
        let mut fds: Vec<libc::pollfd> = farm.iter().map(|t| &t.s).map(|s| pfd(s)).collect();
        fds.push(pfd(&l));
        if unsafe { libc::poll(fds.as_mut_ptr(), fds.len() as libc::nfds_t, 1000) } < 0 {
            let e = io::Error::last_os_error();
            if e.kind() == ErrorKind::Interrupted {
                continue;
            }
            return Err(e);
        }
        for i in (0..farm.len()).rev() {
            let fate = if fds[i].revents != 0 {
                farm[i].drain(&mut tmp, &mut out)
            } else if farm[i].seen.elapsed() > Duration::from_secs(180) {
                Fate::Goes("silent")
            } else {
                Fate::Stays
            };
            if let Fate::Goes(why) = fate {
                let t = farm.swap_remove(i);
                println!("{:?}: {}, {} left", t.s.peer_addr().ok(), why, farm.len());
            }
        }
        if fds[fds.len() - 1].revents != 0 {
            match l.accept() {
                Ok((s, _)) => {
                    s.set_nonblocking(true)?;
                    if farm.len() >= 1000 {
                        // the quietest makes room
                        let old = (0..farm.len()).min_by_key(|&i| farm[i].seen).unwrap();
                        farm.swap_remove(old);
                    }
                    farm.push(Turbine { s, seen: Instant::now(), rec: Vec::new() })
                }
                Err(e) if e.kind() == ErrorKind::WouldBlock => {}
                Err(e) => {
                    eprintln!("accept: {e}");
                    std::thread::sleep(Duration::from_millis(100));
                }
            }
        }
    }
}

fn pfd(s: &impl AsRawFd) -> libc::pollfd {
    libc::pollfd { fd: s.as_raw_fd(), events: libc::POLLIN, revents: 0 }
}
