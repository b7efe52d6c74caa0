use std::io::{self, Read};
use std::time::Duration;

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};
use slab::Slab;

const DOOR: Token = Token(usize::MAX);

struct Meter {
    stream: TcpStream,
    frame: Vec<u8>,
}

pub struct Concentrator {
    poll: Poll,
    listener: TcpListener,
    meters: Slab<Meter>,
}

impl Concentrator {
    pub fn bind(addr: &str) -> io::Result<Self> {
        let poll = Poll::new()?;
        let mut listener = TcpListener::bind(addr.parse().expect("address"))?;
        poll.registry().register(&mut listener, DOOR, Interest::READABLE)?;
        Ok(Self { poll, listener, meters: Slab::with_capacity(1024) })
    }

    pub fn run(&mut self, mut on_frame: impl FnMut(&[u8])) -> io::Result<()> {
        let mut events = Events::with_capacity(256);
        loop {
            self.poll.poll(&mut events, Some(Duration::from_secs(1)))?;
            for ev in events.iter() {
                if ev.token() == DOOR {
                    self.accept_all()?;
                } else {
                    self.read_all(ev.token().0, &mut on_frame);
                }
            }
        }
    }

    fn accept_all(&mut self) -> io::Result<()> {
        loop {
            let mut stream = match self.listener.accept() {
                Ok((s, _)) => s,
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(e) => return Err(e),
            };
            let entry = self.meters.vacant_entry();
            self.poll.registry().register(&mut stream, Token(entry.key()), Interest::READABLE)?;
            entry.insert(Meter { stream, frame: Vec::new() });
        }
    }

    fn read_all(&mut self, id: usize, on_frame: &mut impl FnMut(&[u8])) {
        let Some(m) = self.meters.get_mut(id) else { return };
        let mut buf = [0u8; 4096];
        loop {
            match m.stream.read(&mut buf) {
                Ok(0) => {
                    if !m.frame.is_empty() {
                        log::warn!("meter {id} left in the middle of a frame");
                    }
                    let _ = self.poll.registry().deregister(&mut m.stream);
                    return;
                }
                Ok(n) => m.frame.extend_from_slice(&buf[..n]),
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => break,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => {
                    log::info!("meter {id}: {e}");
                    self.meters.remove(id);
                    return;
                }
            }
        }
        while m.frame.len() >= 32 {
            let rest = m.frame.split_off(32);
            on_frame(&m.frame);
            m.frame = rest;
        }
    }
}
