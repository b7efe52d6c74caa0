use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};
use std::collections::HashMap;
use std::io::{self, ErrorKind, Read, Write};
use std::time::{Duration, Instant};

const DOOR: Token = Token(0);

struct Conn {
    s: TcpStream,
    inb: Vec<u8>,
    out: Vec<u8>,
    since: Instant,
}

impl Conn {
    /// Ok(true) while it is worth keeping
    fn advance(&mut self, answer: &dyn Fn(&[u8]) -> Vec<u8>) -> io::Result<bool> {
        let mut b = [0u8; 1024];
        loop {
            match self.s.read(&mut b) {
                Ok(0) => return Ok(false),
                Ok(n) => self.inb.extend_from_slice(&b[..n]),
                Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
            if self.inb.len() > 8192 {
                return Ok(false);
            }
        }
        while let Some(i) = self.inb.iter().position(|&c| c == b'\n') {
            let line: Vec<u8> = self.inb.drain(..=i).collect();
            self.out.extend(answer(&line));
            self.since = Instant::now();
        }
        while !self.out.is_empty() {
            match self.s.write(&self.out) {
                Ok(n) => drop(self.out.drain(..n)),
                Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(true)
    }
}

pub fn serve(addr: std::net::SocketAddr, answer: &dyn Fn(&[u8]) -> Vec<u8>) -> io::Result<()> {
    let mut poll = Poll::new()?;
    let mut door = TcpListener::bind(addr)?;
    poll.registry().register(&mut door, DOOR, Interest::READABLE)?;
    let mut conns: HashMap<Token, Conn> = HashMap::new();
    let mut events = Events::with_capacity(512);
    let mut serial = 0;
    loop {
        match poll.poll(&mut events, Some(Duration::from_secs(5))) {
            Err(e) if e.kind() != ErrorKind::Interrupted => return Err(e),
            _ => {}
        }
        for ev in &events {
            if ev.token() == DOOR {
                continue;
            }
            if let Some(c) = conns.get_mut(&ev.token()) {
                if !c.advance(answer).unwrap_or(false) {
                    conns.remove(&ev.token()); // drops, thus closes the stream
                }
            }
        }
        // every round, so that a failed accept is tried again within five seconds
        while let Ok((mut s, _)) = door.accept() {
            serial += 1;
            let both = Interest::READABLE | Interest::WRITABLE;
            if s.set_nodelay(true).and_then(|_| poll.registry().register(&mut s, Token(serial), both)).is_ok() {
                conns.insert(Token(serial), Conn { s, inb: vec![], out: vec![], since: Instant::now() });
            }
        }
        conns.retain(|_, c| c.since.elapsed() < Duration::from_secs(120));
    }
}
