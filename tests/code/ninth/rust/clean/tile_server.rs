use std::collections::HashMap;
use std::io::{self, ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};

struct Client {
    stream: TcpStream,
    ask: Vec<u8>,
    out: Vec<u8>,
    sent: usize,
    active: Instant,
}

impl Client {
    fn fill(&mut self) -> io::Result<bool> {
        let mut buf = [0u8; 512];
        loop {
            match self.stream.read(&mut buf) {
                Ok(0) => return Ok(false),
                Ok(n) => self.ask.extend_from_slice(&buf[..n]),
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(self.ask.len() < 4096),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        while self.sent < self.out.len() {
            match self.stream.write(&self.out[self.sent..]) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(n) => self.sent += n,
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        self.out.clear();
        self.sent = 0;
        Ok(())
    }

    fn turn(&mut self, tile: &dyn Fn(u32) -> Vec<u8>) -> io::Result<bool> {
        self.active = Instant::now();
        if !self.fill()? {
            return Ok(false);
        }
        for q in self.ask.drain(..self.ask.len() / 4 * 4).collect::<Vec<u8>>().chunks(4) {
            let t = tile(u32::from_be_bytes([q[0], q[1], q[2], q[3]]));
            self.out.extend_from_slice(&(t.len() as u32).to_be_bytes());
            self.out.extend_from_slice(&t);
        }
        self.flush()?;
        Ok(true)
    }
}

pub fn serve(mut l: TcpListener, tile: &dyn Fn(u32) -> Vec<u8>) -> io::Result<()> {
    let mut poll = Poll::new()?;
    poll.registry().register(&mut l, Token(0), Interest::READABLE)?;
    let mut clients: HashMap<usize, Client> = HashMap::new();
    let mut events = Events::with_capacity(128);
    loop {
        match poll.poll(&mut events, Some(Duration::from_secs(5))) {
            Err(e) if e.kind() == ErrorKind::Interrupted => continue,
            r => r?,
        }
        for ev in &events {
            let Token(t) = ev.token();
            if t != 0 {
                let done = clients.get_mut(&t).map(|c| !c.turn(tile).unwrap_or(false));
                if done == Some(true) {
                    clients.remove(&t);
                }
                continue;
            }
            while let Some((mut stream, _)) = l.accept().map(Some).or_else(|e| if e.kind() == ErrorKind::WouldBlock { Ok(None) } else { Err(e) })? {
                let id = (1..).find(|i| !clients.contains_key(i)).unwrap();
                stream.set_nodelay(true)?;
                poll.registry().register(&mut stream, Token(id), Interest::READABLE | Interest::WRITABLE)?;
                clients.insert(id, Client { stream, ask: vec![], out: vec![], sent: 0, active: Instant::now() });
            }
        }
        clients.retain(|_, c| c.active.elapsed() < Duration::from_secs(300));
    }
}
