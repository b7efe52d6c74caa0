// parking gates, mio. A gate is dropped (and so closed) when it leaves the map.
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};
use std::collections::HashMap;
use std::io::{self, ErrorKind, Read};
use std::time::{Duration, Instant};

const ACCEPT: Token = Token(usize::MAX);
const QUIET: Duration = Duration::from_secs(240);

struct Gate {
    conn: TcpStream,
    heard: Instant,
    buf: Vec<u8>,
}

impl Gate {
    /// false: finished
    fn drain(&mut self, event: &mut dyn FnMut(&[u8])) -> bool {
        let mut chunk = [0u8; 1024];
        loop {
            match self.conn.read(&mut chunk) {
                Ok(0) => return false,
                Ok(n) => {
                    self.heard = Instant::now();
                    self.buf.extend_from_slice(&chunk[..n]);
                    while let Some(p) = self.buf.iter().position(|b| *b == b'\n') {
                        event(&self.buf[..p]);
                        self.buf.drain(..=p);
                    }
                    if self.buf.len() > 4096 {
                        return false;
                    }
                }
                Err(e) if e.kind() == ErrorKind::WouldBlock => return true,
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(_) => return false,
            }
        }
    }
}

pub fn run(mut listener: TcpListener, event: &mut dyn FnMut(&[u8])) -> io::Result<()> {
    let mut poll = Poll::new()?;
    poll.registry().register(&mut listener, ACCEPT, Interest::READABLE)?;
    let mut events = Events::with_capacity(128);
    let mut gates: HashMap<Token, Gate> = HashMap::new();
    let mut serial = 0;
    loop {
        match poll.poll(&mut events, Some(Duration::from_secs(10))) {
            Err(e) if e.kind() == ErrorKind::Interrupted => continue,
            other => other?,
        }
        for ev in &events {
            if ev.token() != ACCEPT {
                let done = gates.get_mut(&ev.token()).map_or(false, |g| !g.drain(event));
                if done {
                    gates.remove(&ev.token());
                }
            }
        }
        // accepting in every round, so a pause at EMFILE doesn't lose the edge
        loop {
            match listener.accept() {
                Ok((mut conn, _)) => {
                    serial += 1;
                    let t = Token(serial);
                    if let Err(e) = poll.registry().register(&mut conn, t, Interest::READABLE) {
                        log::error!("register: {e}");
                        continue;
                    }
                    gates.insert(t, Gate { conn, heard: Instant::now(), buf: Vec::new() });
                }
                Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                Err(e) if e.kind() == ErrorKind::ConnectionAborted => {}
                Err(e) => {
                    log::error!("accept: {e}");
                    break;
                }
            }
        }
        gates.retain(|_, g| g.heard.elapsed() < QUIET);
    }
}
