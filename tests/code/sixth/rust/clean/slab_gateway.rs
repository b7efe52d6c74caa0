use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};
use slab::Slab;
use std::io::{self, ErrorKind, Read, Write};
use std::time::{Duration, Instant};

const LISTEN: Token = Token(usize::MAX);

struct Echo {
    s: TcpStream,
    out: Vec<u8>,
    eof: bool,
    last: Instant,
}

enum Next {
    Keep,
    Gone,
}

fn turn(e: &mut Echo) -> io::Result<Next> {
    let mut b = [0u8; 4096];
    loop {
        if !e.eof && e.out.len() < 64 * 1024 {
            match e.s.read(&mut b) {
                Ok(0) => e.eof = true,
                Ok(n) => e.out.extend_from_slice(&b[..n]),
                Err(x) if x.kind() == ErrorKind::WouldBlock && e.out.is_empty() => return Ok(Next::Keep),
                Err(x) if x.kind() == ErrorKind::WouldBlock => {}
                Err(x) => return Err(x),
            }
        }
        if e.eof && e.out.is_empty() {
            return Ok(Next::Gone);
        }
        match e.s.write(&e.out) {
            Ok(n) => drop(e.out.drain(..n)),
            Err(x) if x.kind() == ErrorKind::WouldBlock => return Ok(Next::Keep),
            Err(x) => return Err(x),
        }
    }
}

pub fn run(mut l: TcpListener) -> io::Result<()> {
    let mut poll = Poll::new()?;
    let mut evs = Events::with_capacity(128);
    let mut all: Slab<Echo> = Slab::new();
    poll.registry().register(&mut l, LISTEN, Interest::READABLE)?;
    loop {
        poll.poll(&mut evs, Some(Duration::from_secs(1)))?;
        all.retain(|_, e| e.last.elapsed() < Duration::from_secs(120));
        // also after a pause, so that an accept that failed is tried again
        while let Ok((mut s, _)) = l.accept() {
            let _ = s.set_nodelay(true);
            let v = all.vacant_entry();
            if poll.registry().register(&mut s, Token(v.key()), Interest::READABLE | Interest::WRITABLE).is_ok() {
                v.insert(Echo { s, out: Vec::new(), eof: false, last: Instant::now() });
            }
        }
        for ev in evs.iter().filter(|e| e.token() != LISTEN) {
            let key = ev.token().0;
            let Some(e) = all.get_mut(key) else { continue };
            e.last = Instant::now();
            if !matches!(turn(e), Ok(Next::Keep)) {
                let mut gone = all.remove(key);
                poll.registry().deregister(&mut gone.s).ok();
            }
        }
    }
}
