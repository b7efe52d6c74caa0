use std::io::{self, ErrorKind, Read};
use std::time::{Duration, Instant};

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};
use slab::Slab;

const DOOR: Token = Token(usize::MAX);
const RECORD: usize = 24;

struct Station {
    stream: TcpStream,
    pending: Vec<u8>,
    heard: Instant,
}

enum Fate {
    Stays,
    Leaves,
}

impl Station {
    /// mio is edge-triggered: read till it would block.
    fn drain(&mut self, record: &mut dyn FnMut(&[u8])) -> io::Result<Fate> {
        let mut buf = [0u8; 8192];
        loop {
            match self.stream.read(&mut buf) {
                Ok(0) => return Ok(Fate::Leaves),
                Ok(n) => {
                    self.heard = Instant::now();
                    self.pending.extend_from_slice(&buf[..n]);
                    let whole = self.pending.len() - self.pending.len() % RECORD;
                    self.pending[..whole].chunks_exact(RECORD).for_each(&mut *record);
                    self.pending.drain(..whole);
                }
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(Fate::Stays),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }
}

pub fn run(listener: std::net::TcpListener, record: &mut dyn FnMut(&[u8])) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let mut door = TcpListener::from_std(listener);
    let mut poll = Poll::new()?;
    poll.registry().register(&mut door, DOOR, Interest::READABLE)?;
    let mut stations: Slab<Station> = Slab::new();
    let mut events = Events::with_capacity(256);
    loop {
        match poll.poll(&mut events, Some(Duration::from_secs(10))) {
            Err(e) if e.kind() == ErrorKind::Interrupted => continue,
            r => r?,
        }
        for ev in &events {
            if ev.token() == DOOR {
                loop {
                    match door.accept() {
                        Ok((mut stream, _)) => {
                            let e = stations.vacant_entry();
                            poll.registry().register(&mut stream, Token(e.key()), Interest::READABLE)?;
                            e.insert(Station { stream, pending: Vec::new(), heard: Instant::now() });
                        }
                        Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                        Err(e) if e.kind() == ErrorKind::ConnectionAborted => {}
                        Err(e) => return Err(e),
                    }
                }
                continue;
            }
            let id = ev.token().0;
            let Some(st) = stations.get_mut(id) else { continue };
            match st.drain(record) {
                Ok(Fate::Stays) => {}
                Ok(Fate::Leaves) => {
                    let mut gone = stations.remove(id);
                    poll.registry().deregister(&mut gone.stream)?;
                }
                Err(e) => {
                    log::info!("station {id}: {e}");
                    stations.remove(id);
                }
            }
        }
        stations.retain(|_, s| s.heard.elapsed() < Duration::from_secs(3600));
    }
}
