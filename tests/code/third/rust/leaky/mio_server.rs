use mio::event::Event;
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};
use std::collections::HashMap;
use std::io::{self, ErrorKind, Read};

const SERVER: Token = Token(0);

struct Conn {
    stream: TcpStream,
    input: Vec<u8>,
}

pub struct Server {
    poll: Poll,
    listener: TcpListener,
    conns: HashMap<Token, Conn>,
    next: usize,
}

impl Server {
    pub fn run(&mut self) -> io::Result<()> {
        let mut events = Events::with_capacity(256);
        loop {
            self.poll.poll(&mut events, None)?;
            for ev in events.iter() {
                if ev.token() == SERVER {
                    self.accept()?;
                } else {
                    self.ready(ev)?;
                }
            }
        }
    }

    fn accept(&mut self) -> io::Result<()> {
        loop {
            let (mut stream, _) = match self.listener.accept() {
                Ok(x) => x,
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(e) => return Err(e),
            };
            self.next += 1;
            let token = Token(self.next);
            self.poll.registry().register(&mut stream, token, Interest::READABLE)?;
            self.conns.insert(token, Conn { stream, input: Vec::new() });
        }
    }

    fn ready(&mut self, ev: &Event) -> io::Result<()> {
        let Some(conn) = self.conns.get_mut(&ev.token()) else { return Ok(()) };
        let mut buf = [0u8; 4096];
        loop {
            match conn.stream.read(&mut buf) {
                Ok(0) => {
                    let _ = self.poll.registry().deregister(&mut conn.stream);
                    return Ok(());
                }
                Ok(n) => conn.input.extend_from_slice(&buf[..n]),
                Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                Err(e) if e.kind() == ErrorKind::Interrupted => continue,
                Err(_) => {
                    self.conns.remove(&ev.token());
                    return Ok(());
                }
            }
        }
        consume_lines(&mut conn.input);
        Ok(())
    }
}
