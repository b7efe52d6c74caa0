// badge readers of the campus doors, mio event loop
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};
use std::collections::HashMap;
use std::io::{self, ErrorKind, Read};

const LISTENER: Token = Token(0);

struct Reader {
    stream: TcpStream,
    pending: Vec<u8>,
}

pub fn run(mut listener: TcpListener, mut on_badge: impl FnMut(&[u8])) -> io::Result<()> {
    let mut poll = Poll::new()?;
    let mut events = Events::with_capacity(256);
    let mut readers: HashMap<Token, Reader> = HashMap::new();
    let mut next = 1usize;

    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
    loop {
        poll.poll(&mut events, None)?;
        for ev in events.iter() {
            if ev.token() == LISTENER {
                loop {
                    match listener.accept() {
                        Ok((mut stream, peer)) => {
                            let t = Token(next);
                            next += 1;
                            log::debug!("reader {} is token {}", peer, t.0);
                            poll.registry().register(&mut stream, t, Interest::READABLE)?;
                            readers.insert(t, Reader { stream, pending: Vec::new() });
                        }
                        Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                        Err(e) => return Err(e),
                    }
                }
                continue;
            }
            let Some(r) = readers.get_mut(&ev.token()) else { continue };
            let mut buf = [0u8; 512];
            loop {
                match r.stream.read(&mut buf) {
                    Ok(0) => {
                        log::info!("reader {} hung up", ev.token().0);
                        poll.registry().deregister(&mut r.stream)?;
                        break;
                    }
                    Ok(n) => {
                        r.pending.extend_from_slice(&buf[..n]);
                        while let Some(i) = r.pending.iter().position(|&b| b == b'\n') {
                            on_badge(&r.pending[..i]);
                            r.pending.drain(..=i);
                        }
                    }
                    Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                    Err(e) if e.kind() == ErrorKind::Interrupted => continue,
                    Err(e) => {
                        log::warn!("reader {}: {}", ev.token().0, e);
                        readers.remove(&ev.token());
                        break;
                    }
                }
            }
        }
    }
}
