use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Registry, Token};
use std::collections::HashMap;
use std::io::{self, Read};

const LISTENER: Token = Token(0);

struct Conn {
    stream: TcpStream,
    buf: Vec<u8>,
}

pub struct Server {
    listener: TcpListener,
    conns: HashMap<Token, Conn>,
    next: usize,
}

impl Server {
    fn accept(&mut self, reg: &Registry) -> io::Result<()> {
        loop {
            match self.listener.accept() {
                Ok((mut stream, _)) => {
                    let t = Token(self.next);
                    self.next += 1;
                    reg.register(&mut stream, t, Interest::READABLE)?;
                    self.conns.insert(t, Conn { stream, buf: Vec::new() });
                }
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(e) => return Err(e),
            }
        }
    }

    fn readable(&mut self, reg: &Registry, t: Token) -> io::Result<()> {
        let Some(conn) = self.conns.get_mut(&t) else { return Ok(()) };
        let mut chunk = [0u8; 4096];
        loop {
            match conn.stream.read(&mut chunk) {
                Ok(0) => {
                    reg.deregister(&mut conn.stream)?;
                    return Ok(());
                }
                Ok(n) => conn.buf.extend_from_slice(&chunk[..n]),
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => {
                    self.conns.remove(&t);
                    return Ok(());
                }
            }
        }
    }

    pub fn run(&mut self, poll: &mut Poll) -> io::Result<()> {
        let mut events = Events::with_capacity(256);
        loop {
            poll.poll(&mut events, None)?;
            for ev in events.iter() {
                match ev.token() {
                    LISTENER => self.accept(poll.registry())?,
                    t => self.readable(poll.registry(), t)?,
                }
            }
        }
    }
}
