use mio::event::Event;
use mio::net::{TcpListener, TcpStream};
use mio::{Interest, Poll, Token};
use std::collections::HashMap;
use std::io::{self, ErrorKind, Read};

pub struct Conn {
    sock: TcpStream,
    pending: Vec<u8>,
}

/// Soil sensor ingest. Frames are 16 bytes, no answer.
pub struct Ingest {
    poll: Poll,
    listener: TcpListener,
    conns: HashMap<Token, Conn>,
    next: usize,
    pub frames: u64,
}

impl Ingest {
    fn accept_all(&mut self) -> io::Result<()> {
        loop {
            let (mut sock, peer) = match self.listener.accept() {
                Ok(x) => x,
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(e) if e.kind() == ErrorKind::ConnectionAborted => continue,
                Err(e) => return Err(e),
            };
            let tok = Token(self.next);
            self.next += 1;
            self.poll.registry().register(&mut sock, tok, Interest::READABLE)?;
            log::debug!("{peer} is {tok:?}");
            self.conns.insert(tok, Conn { sock, pending: Vec::with_capacity(64) });
        }
    }

    fn readable(&mut self, tok: Token) -> io::Result<()> {
        let Some(conn) = self.conns.get_mut(&tok) else { return Ok(()) };
        let mut buf = [0u8; 4096];
        loop {
            match conn.sock.read(&mut buf) {
                Ok(0) => {
                    log::info!("{tok:?} finished, {} odd bytes", conn.pending.len());
                    self.poll.registry().deregister(&mut conn.sock)?;
                    return Ok(());
                }
                Ok(n) => {
                    conn.pending.extend_from_slice(&buf[..n]);
                    let whole = conn.pending.len() / 16 * 16;
                    for f in conn.pending.drain(..whole).as_slice().chunks(16) {
                        crate::store::put(f);
                    }
                    self.frames += (whole / 16) as u64;
                }
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(e) if e.kind() == ErrorKind::Interrupted => continue,
                Err(e) => {
                    log::warn!("{tok:?}: {e}");
                    self.conns.remove(&tok);
                    return Ok(());
                }
            }
        }
    }

    pub fn dispatch(&mut self, ev: &Event) -> io::Result<()> {
        match ev.token() {
            Token(0) => self.accept_all(),
            t => self.readable(t),
        }
    }
}
