use mio::event::Event;
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};
use slab::Slab;
use std::io::{self, ErrorKind, Read};

const LISTENER: Token = Token(usize::MAX);

struct Gauge {
    stream: TcpStream,
    partial: Vec<u8>,
    frames: usize,
}

pub struct Collector<F: FnMut(&[u8])> {
    poll: Poll,
    listener: TcpListener,
    gauges: Slab<Gauge>,
    sink: F,
}

impl<F: FnMut(&[u8])> Collector<F> {
    pub fn bind(addr: std::net::SocketAddr, sink: F) -> io::Result<Self> {
        let poll = Poll::new()?;
        let mut listener = TcpListener::bind(addr)?;
        poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
        Ok(Self { poll, listener, gauges: Slab::new(), sink })
    }

    pub fn run(&mut self) -> io::Result<()> {
        let mut events = Events::with_capacity(256);
        loop {
            self.poll.poll(&mut events, None)?;
            for ev in events.iter() {
                if ev.token() == LISTENER {
                    self.accept()?;
                } else {
                    self.gauge(ev);
                }
            }
        }
    }

    fn accept(&mut self) -> io::Result<()> {
        loop {
            let (mut stream, _) = match self.listener.accept() {
                Ok(x) => x,
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(e) if e.kind() == ErrorKind::ConnectionAborted => continue,
                Err(e) => {
                    log::error!("accept: {e}");
                    std::thread::sleep(std::time::Duration::from_millis(100));
                    continue;
                }
            };
            let slot = self.gauges.vacant_entry();
            self.poll.registry().register(&mut stream, Token(slot.key()), Interest::READABLE)?;
            slot.insert(Gauge { stream, partial: Vec::new(), frames: 0 });
        }
    }

    fn gauge(&mut self, ev: &Event) {
        let key = ev.token().0;
        let Some(g) = self.gauges.get_mut(key) else { return };
        let mut buf = [0u8; 4096];
        loop {
            match g.stream.read(&mut buf) {
                Ok(0) => {
                    log::info!("gauge {key} finished after {} frames", g.frames);
                    let _ = self.poll.registry().deregister(&mut g.stream);
                    return;
                }
                Ok(n) => {
                    g.partial.extend_from_slice(&buf[..n]);
                    while g.partial.len() >= 16 {
                        (self.sink)(&g.partial[..16]);
                        g.partial.drain(..16);
                        g.frames += 1;
                    }
                }
                Err(e) if e.kind() == ErrorKind::WouldBlock => return,
                Err(e) if e.kind() == ErrorKind::Interrupted => continue,
                Err(e) => {
                    log::warn!("gauge {key}: {e}");
                    self.gauges.remove(key);
                    return;
                }
            }
        }
    }
}
