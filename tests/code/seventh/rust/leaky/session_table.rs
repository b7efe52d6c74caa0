use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::time::Duration;

use log::{debug, info, warn};
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};

const DOOR: Token = Token(0);

/// One vending machine. They report every sale as a single line.
struct Machine {
    stream: TcpStream,
    pending: Vec<u8>,
    online: bool,
}

pub struct Hub {
    poll: Poll,
    door: TcpListener,
    machines: HashMap<Token, Machine>,
    next: usize,
    retry_door: bool,
}

impl Hub {
    pub fn new(addr: &str) -> io::Result<Hub> {
        let poll = Poll::new()?;
        let mut door = TcpListener::bind(addr.parse().expect("listen address"))?;
        poll.registry().register(&mut door, DOOR, Interest::READABLE)?;
        Ok(Hub { poll, door, machines: HashMap::new(), next: 1, retry_door: false })
    }

    pub fn run(&mut self) -> io::Result<()> {
        let mut events = Events::with_capacity(512);
        loop {
            self.poll.poll(&mut events, Some(Duration::from_secs(1)))?;
            if self.retry_door {
                self.admit()?;
            }
            for ev in events.iter() {
                if ev.token() == DOOR {
                    self.admit()?;
                } else if let Err(e) = self.readable(ev.token()) {
                    warn!("{:?}: {}", ev.token(), e);
                    self.machines.remove(&ev.token());
                }
            }
        }
    }

    fn admit(&mut self) -> io::Result<()> {
        self.retry_door = false;
        loop {
            match self.door.accept() {
                Ok((mut stream, peer)) => {
                    let t = Token(self.next);
                    self.next += 1;
                    self.poll.registry().register(&mut stream, t, Interest::READABLE)?;
                    info!("{} is {:?}", peer, t);
                    self.machines.insert(t, Machine { stream, pending: vec![], online: true });
                }
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(e) => {
                    warn!("accept: {}", e);
                    self.retry_door = true;
                    return Ok(());
                }
            }
        }
    }

    fn readable(&mut self, t: Token) -> io::Result<()> {
        let m = match self.machines.get_mut(&t) {
            Some(m) if m.online => m,
            _ => return Ok(()),
        };
        let mut buf = [0u8; 2048];
        loop {
            match m.stream.read(&mut buf) {
                Ok(0) => {
                    debug!("{:?} hung up", t);
                    m.online = false;
                    self.poll.registry().deregister(&mut m.stream)?;
                    return Ok(());
                }
                Ok(n) => {
                    m.pending.extend_from_slice(&buf[..n]);
                    while let Some(i) = m.pending.iter().position(|&b| b == b'\n') {
                        let sale: Vec<u8> = m.pending.drain(..=i).collect();
                        io::stdout().write_all(&sale)?;
                    }
                }
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            }
        }
    }
}
