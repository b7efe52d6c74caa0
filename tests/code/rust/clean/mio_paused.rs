use mio::net::TcpStream;
use mio::{Interest, Registry, Token};
use std::collections::HashMap;
use std::io;

pub struct Conn { sock: TcpStream, queued: usize, paused: bool }
pub struct Hub { conns: HashMap<Token, Conn> }

impl Hub {
    pub fn pause(&mut self, reg: &Registry, t: Token) -> io::Result<()> {
        if let Some(c) = self.conns.get_mut(&t) {
            if c.queued > 65536 {
                reg.deregister(&mut c.sock)?;
            }
        }
        Ok(())
    }
    pub fn resume(&mut self, reg: &Registry, t: Token) -> io::Result<()> {
        if let Some(c) = self.conns.get_mut(&t) {
            reg.register(&mut c.sock, t, Interest::READABLE)?;
        }
        Ok(())
    }
    pub fn end(&mut self, t: Token) {
        self.conns.remove(&t);
    }
}
