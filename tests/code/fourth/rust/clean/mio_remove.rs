use mio::net::{TcpListener, TcpStream};
use mio::{Interest, Poll, Token};
use std::collections::HashMap;
use std::io::{self, Read};
use std::time::{Duration, Instant};

struct Client {
    stream: TcpStream,
    seen: Instant,
}

pub struct Hub {
    poll: Poll,
    listener: TcpListener,
    clients: HashMap<Token, Client>,
    next: usize,
}

impl Hub {
    fn accept(&mut self) -> io::Result<()> {
        loop {
            match self.listener.accept() {
                Ok((mut stream, _)) => {
                    let t = Token(self.next);
                    self.next += 1;
                    self.poll.registry().register(&mut stream, t, Interest::READABLE)?;
                    self.clients.insert(t, Client { stream, seen: Instant::now() });
                }
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(e) => return Err(e),
            }
        }
    }

    fn readable(&mut self, t: Token) {
        if !self.drain(t).unwrap_or(false) {
            // dropping the client closes its socket
            self.clients.remove(&t);
        }
    }

    fn drain(&mut self, t: Token) -> io::Result<bool> {
        let c = match self.clients.get_mut(&t) {
            Some(c) => c,
            None => return Ok(false),
        };
        c.seen = Instant::now();
        let mut buf = [0; 4096];
        loop {
            match c.stream.read(&mut buf) {
                Ok(0) => return Ok(false),
                Ok(n) => println!("{:?}: {} bytes", t, n),
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return Ok(true),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }

    fn sweep(&mut self, idle: Duration) {
        self.clients.retain(|_, c| c.seen.elapsed() < idle);
    }
}
