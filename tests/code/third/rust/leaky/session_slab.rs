use slab::Slab;
use std::collections::HashMap;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};

struct Session {
    user: String,
    slot: usize,
}

pub struct Table {
    streams: Slab<TcpStream>,
    sessions: HashMap<usize, Session>,
}

impl Table {
    pub fn admit(&mut self, l: &TcpListener) -> io::Result<usize> {
        let (s, _) = l.accept()?;
        s.set_nonblocking(true)?;
        let slot = self.streams.insert(s);
        self.sessions.insert(slot, Session { user: String::new(), slot });
        Ok(slot)
    }

    pub fn pump(&mut self, slot: usize) -> io::Result<()> {
        let mut buf = [0; 1024];
        let n = match self.streams[slot].read(&mut buf) {
            Ok(0) => {
                if let Some(s) = self.sessions.remove(&slot) {
                    log::info!("{} logged off", s.user);
                }
                return Ok(());
            }
            Ok(n) => n,
            Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(e) => {
                self.kick(slot);
                return Err(e);
            }
        };
        let Some(sess) = self.sessions.get_mut(&slot) else { return Ok(()) };
        if sess.user.is_empty() {
            sess.user = String::from_utf8_lossy(&buf[..n]).trim().to_owned();
        } else {
            let reply = crate::commands::run(&sess.user, &buf[..n]);
            self.streams[sess.slot].write_all(&reply)?;
        }
        Ok(())
    }

    pub fn kick(&mut self, slot: usize) {
        self.sessions.remove(&slot);
        if self.streams.contains(slot) {
            let s = self.streams.remove(slot);
            let _ = s.shutdown(Shutdown::Both);
        }
    }
}
