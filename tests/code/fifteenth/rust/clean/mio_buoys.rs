use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use std::collections::HashMap;
use std::io::{self, Read};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

struct Buoy {
    s: TcpStream,
    acc: Vec<u8>,
    seen: Instant,
}

enum State {
    Open,
    Gone,
}

impl Buoy {
    fn drain(&mut self, sink: &mut dyn FnMut(&[u8])) -> io::Result<State> {
        let mut tmp = [0u8; 4096];
        loop {
            match self.s.read(&mut tmp) {
                Ok(0) => return Ok(State::Gone),
                Ok(n) => self.acc.extend_from_slice(&tmp[..n]),
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => break,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            }
            while let Some(p) = self.acc.iter().position(|&b| b == b'\n') {
                sink(&self.acc[..p]);
                self.acc.drain(..=p);
            }
            if self.acc.len() > 65536 {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "no line end"));
            }
        }
        self.seen = Instant::now();
        Ok(State::Open)
    }
}

pub fn run(fresh: Receiver<TcpStream>, mut sink: impl FnMut(&[u8])) -> io::Result<()> {
    let mut poll = Poll::new()?;
    let mut events = Events::with_capacity(64);
    let mut buoys = HashMap::new();
    let mut id = 0usize;
    loop {
        while let Ok(mut s) = fresh.try_recv() {
            id += 1;
            match poll.registry().register(&mut s, Token(id), Interest::READABLE) {
                Ok(()) => {
                    buoys.insert(Token(id), Buoy { s, acc: Vec::new(), seen: Instant::now() });
                }
                Err(e) => log::warn!("register: {e}"),
            }
        }
        if let Err(e) = poll.poll(&mut events, Some(Duration::from_millis(250))) {
            if e.kind() == io::ErrorKind::Interrupted { continue }
            return Err(e);
        }
        for ev in events.iter() {
            let Some(b) = buoys.get_mut(&ev.token()) else { continue };
            match b.drain(&mut sink) {
                Ok(State::Open) => {}
                Ok(State::Gone) => drop(buoys.remove(&ev.token())),
                Err(e) => {
                    log::warn!("buoy {}: {e}", ev.token().0);
                    buoys.remove(&ev.token());
                }
            }
        }
        buoys.retain(|_, b| b.seen.elapsed() < Duration::from_secs(3600));
    }
}
