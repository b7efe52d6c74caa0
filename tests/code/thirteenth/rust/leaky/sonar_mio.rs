use mio::event::Event;
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use std::collections::HashMap;
use std::io::{self, ErrorKind, Read};
use std::time::{Duration, Instant};

/// Survey ship: sonar heads push pings (1.5 kB each, 40 per second and head).
struct Head {
    stream: TcpStream,
    buf: Vec<u8>,
    last: Instant,
}

enum After {
    Keep,
    Drop,
}

fn readable(h: &mut Head, sink: &mut dyn FnMut(&[u8])) -> After {
    let mut chunk = [0u8; 2048];
    match h.stream.read(&mut chunk) {
        Ok(0) => After::Drop,
        Ok(n) => {
            h.last = Instant::now();
            h.buf.extend_from_slice(&chunk[..n]);
            while h.buf.len() >= 1536 {
                sink(&h.buf[..1536]);
                h.buf.drain(..1536);
            }
            After::Keep
        }
        Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => After::Keep,
        Err(e) => {
            log::warn!("sonar: {e}");
            After::Drop
        }
    }
}

pub fn survey(streams: Vec<TcpStream>, sink: &mut dyn FnMut(&[u8])) -> io::Result<()> {
    let mut poll = Poll::new()?;
    let mut events = Events::with_capacity(64);
    let mut heads = HashMap::new();
    for (i, mut stream) in streams.into_iter().enumerate() {
        poll.registry().register(&mut stream, Token(i), Interest::READABLE)?;
        heads.insert(Token(i), Head { stream, buf: Vec::new(), last: Instant::now() });
    }
    while !heads.is_empty() {
        if let Err(e) = poll.poll(&mut events, Some(Duration::from_secs(5))) {
            if e.kind() != ErrorKind::Interrupted {
                return Err(e);
            }
            continue;
        }
        for ev in events.iter().filter(|e: &&Event| e.is_readable()) {
            let t = ev.token();
            if let Some(h) = heads.get_mut(&t) {
                if let After::Drop = readable(h, sink) {
                    heads.remove(&t);
                }
            }
        }
        heads.retain(|_, h: &mut Head| h.last.elapsed() < Duration::from_secs(60));
    }
    Ok(())
}
