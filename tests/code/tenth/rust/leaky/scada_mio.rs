use std::collections::HashMap;
use std::io::{self, ErrorKind, Read};
use std::net::SocketAddr;

use mio::event::Event;
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};

const LISTEN: Token = Token(0);

struct Rtu {
    sock: TcpStream,
    addr: SocketAddr,
    buf: Vec<u8>,
}

pub struct Concentrator {
    poll: Poll,
    door: TcpListener,
    rtus: HashMap<Token, Rtu>,
    next: usize,
}

impl Concentrator {
    pub fn new(addr: SocketAddr) -> io::Result<Self> {
        let poll = Poll::new()?;
        let mut door = TcpListener::bind(addr)?;
        poll.registry().register(&mut door, LISTEN, Interest::READABLE)?;
        Ok(Self { poll, door, rtus: HashMap::new(), next: 1 })
    }

    fn admit(&mut self) -> io::Result<()> {
        loop {
            let (mut sock, addr) = match self.door.accept() {
                Ok(x) => x,
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(e) => return Err(e),
            };
            let _ = socket2::SockRef::from(&sock).set_keepalive(true);
            let t = Token(self.next);
            self.next += 1;
            self.poll.registry().register(&mut sock, t, Interest::READABLE)?;
            self.rtus.insert(t, Rtu { sock, addr, buf: Vec::new() });
        }
    }

    /// false: the unit has finished or failed
    fn readable(rtu: &mut Rtu, frame: &mut dyn FnMut(&[u8])) -> bool {
        let mut chunk = [0u8; 1024];
        let n = match rtu.sock.read(&mut chunk) {
            Ok(0) => return false,
            Ok(n) => n,
            Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => return true,
            Err(e) => {
                eprintln!("rtu {}: {e}", rtu.addr);
                return false;
            }
        };
        rtu.buf.extend_from_slice(&chunk[..n]);
        while rtu.buf.len() >= 2 {
            let want = 2 + rtu.buf[1] as usize;
            if rtu.buf.len() < want {
                break;
            }
            frame(&rtu.buf[..want]);
            rtu.buf.drain(..want);
        }
        true
    }

    fn dispatch(&mut self, ev: &Event, frame: &mut dyn FnMut(&[u8])) {
        let Some(rtu) = self.rtus.get_mut(&ev.token()) else { return };
        if !Self::readable(rtu, frame) {
            let mut gone = self.rtus.remove(&ev.token()).unwrap();
            let _ = self.poll.registry().deregister(&mut gone.sock);
        }
    }

    pub fn run(&mut self, mut frame: impl FnMut(&[u8])) -> io::Result<()> {
        let mut events = Events::with_capacity(256);
        loop {
            match self.poll.poll(&mut events, None) {
                Err(e) if e.kind() == ErrorKind::Interrupted => continue,
                r => r?,
            }
            for ev in events.iter() {
                match ev.token() {
                    LISTEN => {
                        if let Err(e) = self.admit() {
                            eprintln!("accept: {e}");
                        }
                    }
                    _ => self.dispatch(ev, &mut frame),
                }
            }
        }
    }
}
