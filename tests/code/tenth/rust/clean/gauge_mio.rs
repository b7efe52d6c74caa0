use std::collections::HashMap;
use std::io::{self, ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Registry, Token};

const DOOR: Token = Token(usize::MAX);
const SILENT: Duration = Duration::from_secs(180);

struct Client {
    sock: TcpStream,
    inbox: Vec<u8>,
    outbox: Vec<u8>,
    seen: Instant,
}

impl Client {
    /// Ok(false) at the end of the stream.
    fn pull(&mut self) -> io::Result<bool> {
        let mut chunk = [0u8; 2048];
        loop {
            match self.sock.read(&mut chunk) {
                Ok(0) => return Ok(false),
                Ok(n) => {
                    self.seen = Instant::now();
                    self.inbox.extend_from_slice(&chunk[..n]);
                    if self.inbox.len() > 1 << 20 {
                        return Err(ErrorKind::InvalidData.into());
                    }
                }
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(true),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }

    fn push(&mut self) -> io::Result<()> {
        while !self.outbox.is_empty() {
            match self.sock.write(&self.outbox) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(n) => drop(self.outbox.drain(..n)),
                Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        if self.outbox.len() > 1 << 20 {
            return Err(io::Error::new(ErrorKind::Other, "client doesn't read"));
        }
        Ok(())
    }

    fn answer(&mut self) {
        while let Some(p) = self.inbox.iter().position(|&b| b == b'\n') {
            let sum: u64 = self.inbox.drain(..=p).map(u64::from).sum();
            self.outbox.extend_from_slice(format!("{sum:08x}\n").as_bytes());
        }
    }

    fn turn(&mut self) -> io::Result<bool> {
        let more = self.pull()?;
        self.answer();
        self.push()?;
        Ok(more)
    }
}

fn admit(reg: &Registry, door: &TcpListener, all: &mut HashMap<Token, Client>, next: &mut usize) -> io::Result<()> {
    loop {
        match door.accept() {
            Ok((mut sock, _)) => {
                let t = Token(*next);
                *next += 1;
                let _ = sock.set_nodelay(true);
                reg.register(&mut sock, t, Interest::READABLE | Interest::WRITABLE)?;
                all.insert(t, Client { sock, inbox: vec![], outbox: vec![], seen: Instant::now() });
            }
            Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(e) => return Err(e),
        }
    }
}

fn main() -> io::Result<()> {
    let mut poll = Poll::new()?;
    let mut door = TcpListener::bind("127.0.0.1:9944".parse().unwrap())?;
    poll.registry().register(&mut door, DOOR, Interest::READABLE)?;
    let (mut all, mut next, mut evs) = (HashMap::new(), 0, Events::with_capacity(512));
    loop {
        if let Err(e) = poll.poll(&mut evs, Some(Duration::from_secs(1))) {
            if e.kind() != ErrorKind::Interrupted { return Err(e); }
        }
        // also tried on every tick, in case descriptors were short the last time
        if let Err(e) = admit(poll.registry(), &door, &mut all, &mut next) {
            eprintln!("admit: {e}");
        }
        for t in evs.iter().map(|e| e.token()) {
            if !matches!(all.get_mut(&t).map(Client::turn), None | Some(Ok(true))) {
                all.remove(&t);
            }
        }
        all.retain(|_, c| c.seen.elapsed() < SILENT);
    }
}
