//! Collects the check-ins of the avalanche beacons' base stations.

use mio::event::Event;
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Registry, Token};
use std::collections::HashMap;
use std::io::{self, ErrorKind, Read};
use std::time::{Duration, Instant};

const DOOR: Token = Token(0);

struct Station {
    sock: TcpStream,
    pending: Vec<u8>,
    reports: u64,
    heard: Instant,
}

struct Collector {
    stations: HashMap<Token, Station>,
    next: usize,
}

impl Collector {
    fn admit(&mut self, door: &TcpListener, reg: &Registry) -> io::Result<()> {
        loop {
            let (mut sock, from) = match door.accept() {
                Ok(pair) => pair,
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(e) => return Err(e),
            };
            let token = Token(self.next);
            self.next += 1;
            socket2::SockRef::from(&sock).set_keepalive(true)?;
            reg.register(&mut sock, token, Interest::READABLE)?;
            println!("{from} is station {}", token.0);
            self.stations.insert(token, Station { sock, pending: Vec::new(), reports: 0, heard: Instant::now() });
        }
    }

    fn on_event(&mut self, ev: &Event, reg: &Registry) -> io::Result<()> {
        let Some(st) = self.stations.get_mut(&ev.token()) else { return Ok(()) };
        let mut buf = [0u8; 4096];
        loop {
            match st.sock.read(&mut buf) {
                Ok(0) => {
                    println!("station {} signed off, {} reports", ev.token().0, st.reports);
                    return reg.deregister(&mut st.sock);
                }
                Ok(n) => {
                    st.heard = Instant::now();
                    st.pending.extend_from_slice(&buf[..n]);
                    while let Some(end) = st.pending.iter().position(|b| *b == b'\n') {
                        let line: Vec<u8> = st.pending.drain(..=end).collect();
                        st.reports += 1;
                        print!("{}", String::from_utf8_lossy(&line));
                    }
                }
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(e) if e.kind() == ErrorKind::Interrupted => continue,
                Err(e) => {
                    println!("station {}: {e}", ev.token().0);
                    self.stations.remove(&ev.token());
                    return Ok(());
                }
            }
        }
    }
}

fn main() -> io::Result<()> {
    let mut poll = Poll::new()?;
    let mut door = TcpListener::bind("0.0.0.0:6161".parse().unwrap())?;
    poll.registry().register(&mut door, DOOR, Interest::READABLE)?;
    let mut c = Collector { stations: HashMap::new(), next: 1 };
    let mut events = Events::with_capacity(256);
    loop {
        poll.poll(&mut events, Some(Duration::from_secs(30)))?;
        for ev in events.iter() {
            if ev.token() == DOOR {
                if let Err(e) = c.admit(&door, poll.registry()) {
                    eprintln!("accept: {e}");
                    std::thread::sleep(Duration::from_millis(200));
                    poll.registry().reregister(&mut door, DOOR, Interest::READABLE)?;
                }
            } else {
                c.on_event(ev, poll.registry())?;
            }
        }
    }
}
