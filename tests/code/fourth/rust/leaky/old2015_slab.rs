extern crate slab;

use slab::Slab;
use std::io::{ErrorKind, Read};
use std::net::TcpStream;

pub struct Session {
    sock: TcpStream,
    line: Vec<u8>,
}

pub struct Loop {
    live: Slab<Session>,
    dead: Vec<Session>,
}

impl Loop {
    pub fn add(&mut self, sock: TcpStream) -> usize {
        sock.set_nonblocking(true).unwrap();
        self.live.insert(Session { sock: sock, line: Vec::new() })
    }

    pub fn readable(&mut self, id: usize) {
        let mut buf = [0u8; 1024];
        loop {
            let res = self.live[id].sock.read(&mut buf);
            match res {
                Ok(0) => {
                    let s = self.live.remove(id);
                    self.dead.push(s);
                    return;
                }
                Ok(n) => self.live[id].line.extend_from_slice(&buf[..n]),
                Err(ref e) if e.kind() == ErrorKind::WouldBlock => return,
                Err(ref e) if e.kind() == ErrorKind::Interrupted => {}
                Err(_) => {
                    self.live.remove(id);
                    return;
                }
            }
        }
    }

    pub fn counts(&self) -> (usize, usize) {
        (self.live.len(), self.dead.len())
    }
}
