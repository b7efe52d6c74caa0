//! Paging terminal server (mio). Tokens are slab keys.
use mio::event::Event;
use mio::net::{TcpListener, TcpStream};
use mio::{Interest, Registry, Token};
use slab::Slab;
use std::io::{self, ErrorKind, Read, Write};

pub struct Terminal {
    sock: TcpStream,
    inbuf: Vec<u8>,
    outbuf: Vec<u8>,
}

enum Outcome {
    Open,
    Closed,
}

pub struct Terminals {
    slab: Slab<Terminal>,
}

impl Terminals {
    pub fn new() -> Self {
        Terminals { slab: Slab::with_capacity(256) }
    }

    pub fn accept_ready(&mut self, reg: &Registry, l: &TcpListener) -> io::Result<()> {
        loop {
            match l.accept() {
                Ok((mut sock, _)) => {
                    let entry = self.slab.vacant_entry();
                    reg.register(&mut sock, Token(entry.key()), Interest::READABLE | Interest::WRITABLE)?;
                    entry.insert(Terminal { sock, inbuf: Vec::new(), outbuf: b"PAGER> ".to_vec() });
                }
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(e) if e.kind() == ErrorKind::ConnectionAborted => continue,
                Err(e) => return Err(e), // caller backs off for a second and calls again
            }
        }
    }

    pub fn event(&mut self, reg: &Registry, ev: &Event) {
        let key = ev.token().0;
        let Some(t) = self.slab.get_mut(key) else { return };
        let res = step(t, ev);
        match res {
            Ok(Outcome::Open) => {}
            Ok(Outcome::Closed) => {
                let _ = reg.deregister(&mut t.sock);
                log::info!("terminal {key} logged off");
            }
            Err(e) => {
                log::warn!("terminal {key}: {e}");
                let _ = reg.deregister(&mut t.sock);
                self.slab.remove(key);
            }
        }
    }
}

fn step(t: &mut Terminal, ev: &Event) -> io::Result<Outcome> {
    if ev.is_readable() {
        let mut chunk = [0u8; 2048];
        loop {
            match t.sock.read(&mut chunk) {
                Ok(0) => return Ok(Outcome::Closed),
                Ok(n) => t.inbuf.extend_from_slice(&chunk[..n]),
                Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                Err(e) if e.kind() == ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            }
        }
        while let Some(p) = t.inbuf.iter().position(|b| *b == b'\n') {
            let cmd: Vec<u8> = t.inbuf.drain(..=p).collect();
            t.outbuf.extend(crate::pager::execute(&cmd));
            t.outbuf.extend_from_slice(b"PAGER> ");
        }
    }
    while !t.outbuf.is_empty() {
        match t.sock.write(&t.outbuf) {
            Ok(n) => drop(t.outbuf.drain(..n)),
            Err(e) if e.kind() == ErrorKind::WouldBlock => break,
            Err(e) if e.kind() == ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        }
    }
    Ok(Outcome::Open)
}
