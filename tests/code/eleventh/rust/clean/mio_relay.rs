use mio::net::TcpStream;
use mio::{Interest, Registry, Token};
use std::collections::{HashMap, VecDeque};
use std::io::{self, ErrorKind, Read, Write};
use std::time::{Duration, Instant};

const OUT_MAX: usize = 1 << 20;

/// A weather station link: what comes in is acknowledged line by line.
struct Station {
    sock: TcpStream,
    out: VecDeque<u8>,
    seen: Instant,
    writing: bool,
}

impl Station {
    /// Ok(false) = the peer has finished
    fn pump(&mut self) -> io::Result<bool> {
        let mut buf = [0u8; 8192];
        loop {
            match self.sock.read(&mut buf) {
                Ok(0) => return Ok(false),
                Ok(n) => {
                    self.seen = Instant::now();
                    for _ in buf[..n].iter().filter(|b| **b == b'\n') {
                        self.out.extend(b"ACK\n");
                    }
                    if self.out.len() > OUT_MAX {
                        return Err(ErrorKind::OutOfMemory.into());
                    }
                }
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(true),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        while !self.out.is_empty() {
            match self.sock.write(self.out.as_slices().0) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(n) => drop(self.out.drain(..n)),
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }
}

#[derive(Default)]
pub struct Stations(HashMap<Token, Station>);

impl Stations {
    pub fn add(&mut self, reg: &Registry, tok: Token, mut sock: TcpStream) -> io::Result<()> {
        sock.set_nodelay(true)?;
        reg.register(&mut sock, tok, Interest::READABLE)?;
        let st = Station { sock, out: VecDeque::new(), seen: Instant::now(), writing: false };
        self.0.insert(tok, st);
        Ok(())
    }

    pub fn ready(&mut self, reg: &Registry, tok: Token) {
        let Some(st) = self.0.get_mut(&tok) else { return };
        let alive = st.pump().and_then(|more| st.flush().map(|()| more));
        let keep = match alive {
            Ok(more) => more,
            Err(e) => {
                log::info!("station {tok:?}: {e}");
                false
            }
        };
        if !keep {
            self.remove(reg, tok);
            return;
        }
        let want = !st.out.is_empty();
        if want != st.writing {
            st.writing = want;
            let i = if want { Interest::READABLE | Interest::WRITABLE } else { Interest::READABLE };
            if reg.reregister(&mut st.sock, tok, i).is_err() {
                self.remove(reg, tok);
            }
        }
    }

    fn remove(&mut self, reg: &Registry, tok: Token) {
        if let Some(mut st) = self.0.remove(&tok) {
            let _ = reg.deregister(&mut st.sock);
        } // dropped here, which closes it
    }

    pub fn sweep(&mut self) {
        self.0.retain(|_, st| st.seen.elapsed() < Duration::from_secs(900));
    }
}
