use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};
use std::collections::HashMap;
use std::io::{self, ErrorKind, Read};

const DOOR: Token = Token(0);

struct Hub {
    poll: Poll,
    feeds: HashMap<Token, TcpStream>,
    next: usize,
}

impl Hub {
    /// Returns false when the feed has nothing more for us.
    fn drain(&mut self, t: Token, sink: &mut Vec<u8>) -> io::Result<bool> {
        let Some(s) = self.feeds.get_mut(&t) else { return Ok(true) };
        let mut chunk = [0u8; 16 * 1024];
        loop {
            match s.read(&mut chunk) {
                Ok(0) => return Ok(false),
                Ok(n) => sink.extend_from_slice(&chunk[..n]),
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(true),
                Err(e) if e.kind() == ErrorKind::Interrupted => continue,
                Err(e) => {
                    eprintln!("feed {}: {e}", t.0);
                    self.feeds.remove(&t);
                    return Ok(true);
                }
            }
        }
    }

    fn run(&mut self, door: TcpListener, mut sink: Vec<u8>) -> io::Result<()> {
        let mut events = Events::with_capacity(256);
        loop {
            self.poll.poll(&mut events, None)?;
            for ev in events.iter() {
                if ev.token() == DOOR {
                    while let Ok((mut s, _)) = door.accept() {
                        self.next += 1;
                        let t = Token(self.next);
                        self.poll.registry().register(&mut s, t, Interest::READABLE)?;
                        self.feeds.insert(t, s);
                    }
                } else if !self.drain(ev.token(), &mut sink)? {
                    if let Some(s) = self.feeds.get_mut(&ev.token()) {
                        self.poll.registry().deregister(s)?;
                    }
                }
            }
            flush_to_tape(&mut sink);
        }
    }
}

fn flush_to_tape(b: &mut Vec<u8>) {
    b.clear();
}
