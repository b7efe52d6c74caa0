use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};
use std::collections::HashMap;
use std::io::{self, Read};

const SERVER: Token = Token(0);

pub struct Chat {
    poll: Poll,
    listener: TcpListener,
    clients: HashMap<Token, TcpStream>,
    next: usize,
}

impl Chat {
    fn accept(&mut self) -> io::Result<()> {
        loop {
            match self.listener.accept() {
                Ok((mut s, _)) => {
                    let t = Token(self.next);
                    self.next += 1;
                    self.poll.registry().register(&mut s, t, Interest::READABLE)?;
                    self.clients.insert(t, s);
                }
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(e) => return Err(e),
            }
        }
    }

    fn readable(&mut self, t: Token) -> io::Result<()> {
        let mut buf = [0u8; 4096];
        let s = match self.clients.get_mut(&t) {
            Some(s) => s,
            None => return Ok(()),
        };
        loop {
            match s.read(&mut buf) {
                Ok(0) => {
                    self.poll.registry().deregister(s)?;
                    return Ok(());
                }
                Ok(n) => println!("{:?}: {}", t, String::from_utf8_lossy(&buf[..n])),
                Err(ref e) if e.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(ref e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => {
                    self.clients.remove(&t);
                    return Ok(());
                }
            }
        }
    }
}
