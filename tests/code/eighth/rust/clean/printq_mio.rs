use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};
use slab::Slab;
use std::io::{self, ErrorKind, Read, Write};
use std::net::Shutdown;
use std::time::{Duration, Instant};

/// Status server of the print hall: a client asks "Q\n" and gets the queue lengths.
const LISTENER: Token = Token(usize::MAX);
const MAX_OUT: usize = 64 * 1024;

struct Client {
    sock: TcpStream,
    inp: Vec<u8>,
    out: Vec<u8>,
    ended: bool,
    touched: Instant,
}

impl Client {
    /// Ok(false) once there's nothing left to do for this one.
    fn progress(&mut self, answer: &str) -> io::Result<bool> {
        self.touched = Instant::now();
        let mut buf = [0u8; 1024];
        self.flush()?;
        // with a full `out` the next writable event brings us back here
        while !self.ended && self.out.len() < MAX_OUT {
            match self.sock.read(&mut buf) {
                Ok(0) => self.ended = true,
                Ok(n) => {
                    self.inp.extend_from_slice(&buf[..n]);
                    while let Some(i) = self.inp.iter().position(|&b| b == b'\n') {
                        if self.inp.drain(..=i).next() == Some(b'Q') {
                            self.out.extend_from_slice(answer.as_bytes());
                        }
                    }
                    if self.inp.len() > 256 {
                        return Err(ErrorKind::InvalidData.into());
                    }
                    self.flush()?;
                }
                Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(!(self.ended && self.out.is_empty()))
    }

    fn flush(&mut self) -> io::Result<()> {
        while !self.out.is_empty() {
            match self.sock.write(&self.out) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(n) => drop(self.out.drain(..n)),
                Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }
}

pub fn serve(mut door: TcpListener, answer: impl Fn() -> String) -> io::Result<()> {
    let mut poll = Poll::new()?;
    poll.registry().register(&mut door, LISTENER, Interest::READABLE)?;
    let mut clients: Slab<Client> = Slab::new();
    let mut events = Events::with_capacity(128);
    loop {
        poll.poll(&mut events, Some(Duration::from_secs(5)))?;
        for ev in &events {
            if ev.token() == LISTENER {
                loop {
                    let mut sock = match door.accept() {
                        Ok((sock, _)) => sock,
                        Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                        Err(e) => {
                            // edge triggered: whoever still waits has to be asked for again
                            eprintln!("accept: {e}");
                            std::thread::sleep(Duration::from_millis(50));
                            poll.registry().reregister(&mut door, LISTENER, Interest::READABLE)?;
                            break;
                        }
                    };
                    sock.set_nodelay(true).ok();
                    let slot = clients.vacant_entry();
                    let both = Interest::READABLE | Interest::WRITABLE;
                    if poll.registry().register(&mut sock, Token(slot.key()), both).is_ok() {
                        slot.insert(Client { sock, inp: vec![], out: vec![], ended: false, touched: Instant::now() });
                    }
                }
            } else if let Some(c) = clients.get_mut(ev.token().0) {
                match c.progress(&answer()) {
                    Ok(true) => {}
                    Ok(false) => {
                        c.sock.shutdown(Shutdown::Both).ok();
                        clients.remove(ev.token().0);
                    }
                    Err(_) => drop(clients.remove(ev.token().0)),
                }
            }
        }
        clients.retain(|_, c| c.touched.elapsed() < Duration::from_secs(120));
    }
}
