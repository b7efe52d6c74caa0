use mio::net::TcpStream;
use mio::{Registry, Token};
use slab::Slab;
use std::io::{self, Read, Write};

pub struct Conn {
    stream: TcpStream,
    out: Vec<u8>,
}

enum Next {
    Stay,
    Gone,
}

pub struct Conns {
    slab: Slab<Conn>,
}

impl Conns {
    fn drive(conn: &mut Conn) -> io::Result<Next> {
        let mut buf = [0u8; 2048];
        loop {
            match conn.stream.read(&mut buf) {
                Ok(0) => return Ok(Next::Gone),
                Ok(n) => conn.out.extend_from_slice(&buf[..n]),
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => break,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            }
        }
        while !conn.out.is_empty() {
            match conn.stream.write(&conn.out) {
                Ok(n) => {
                    conn.out.drain(..n);
                }
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => break,
                Err(e) => return Err(e),
            }
        }
        Ok(Next::Stay)
    }

    pub fn ready(&mut self, reg: &Registry, t: Token) {
        let Some(conn) = self.slab.get_mut(t.0) else { return };
        match Self::drive(conn) {
            Ok(Next::Stay) => {}
            Ok(Next::Gone) | Err(_) => {
                let mut conn = self.slab.remove(t.0);
                let _ = reg.deregister(&mut conn.stream);
            }
        }
    }
}
