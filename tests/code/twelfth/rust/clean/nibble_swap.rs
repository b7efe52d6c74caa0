use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};
use std::collections::HashMap;
use std::io::{self, ErrorKind, Read, Write};
use std::time::Duration;

const LISTENER: Token = Token(0);
const OUT_LIMIT: usize = 1 << 20;

struct Peer {
    sock: TcpStream,
    out: Vec<u8>,
    half_closed: bool,
}

impl Peer {
    /// false: finished, take it away
    fn pump(&mut self, readable: bool) -> io::Result<bool> {
        if readable && !self.half_closed {
            let mut buf = [0u8; 16384];
            loop {
                match self.sock.read(&mut buf) {
                    Ok(0) => {
                        self.half_closed = true;
                        break;
                    }
                    Ok(n) => self.out.extend(buf[..n].iter().map(|b| b.rotate_left(4))),
                    Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                    Err(e) if e.kind() == ErrorKind::Interrupted => {}
                    Err(e) => return Err(e),
                }
                if self.out.len() > OUT_LIMIT {
                    return Err(ErrorKind::OutOfMemory.into());
                }
            }
        }
        while !self.out.is_empty() {
            match self.sock.write(&self.out) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(n) => { self.out.drain(..n); }
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(true),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(!self.half_closed)
    }
}

fn main() -> io::Result<()> {
    let mut poll = Poll::new()?;
    let mut events = Events::with_capacity(512);
    let mut listener = TcpListener::bind("0.0.0.0:3131".parse().unwrap())?;
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
    let mut peers: HashMap<Token, Peer> = HashMap::new();
    let mut next = 1usize;

    loop {
        match poll.poll(&mut events, Some(Duration::from_secs(1))) {
            Err(e) if e.kind() == ErrorKind::Interrupted => continue,
            r => r?,
        }
        // every round, so that a listener that ran into EMFILE is looked at again after a second
        loop {
            match listener.accept() {
                Ok((mut sock, _)) => {
                    let t = Token(next);
                    next += 1;
                    poll.registry().register(&mut sock, t, Interest::READABLE | Interest::WRITABLE)?;
                    peers.insert(t, Peer { sock, out: Vec::new(), half_closed: false });
                }
                Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                Err(e) => {
                    eprintln!("accept: {e}");
                    break;
                }
            }
        }
        for ev in events.iter().filter(|e| e.token() != LISTENER) {
            let t = ev.token();
            let Some(p) = peers.get_mut(&t) else { continue };
            match p.pump(ev.is_readable()) {
                Ok(true) => {}
                Ok(false) => { peers.remove(&t); }
                Err(e) => {
                    eprintln!("peer {}: {e}", t.0);
                    peers.remove(&t);
                }
            }
        }
    }
}
