use mio::net::TcpListener;
use mio::{Events, Interest, Poll, Token};
use std::collections::HashMap;
use std::io::{self, Read};

// the table is this function's: where it is left by an error, all in it is dropped
pub fn run(mut l: TcpListener) -> io::Result<()> {
    let mut poll = Poll::new()?;
    let mut events = Events::with_capacity(64);
    let mut table = HashMap::new();
    let mut next = 1;
    poll.registry().register(&mut l, Token(0), Interest::READABLE)?;
    loop {
        poll.poll(&mut events, None)?;
        for ev in events.iter() {
            if ev.token() == Token(0) {
                let (mut s, _) = l.accept()?;
                poll.registry().register(&mut s, Token(next), Interest::READABLE)?;
                table.insert(Token(next), s);
                next += 1;
            } else if let Some(s) = table.get_mut(&ev.token()) {
                if drained(s)? {
                    table.remove(&ev.token());
                }
            }
        }
    }
}

fn drained(s: &mut impl Read) -> io::Result<bool> {
    let mut b = [0u8; 512];
    loop {
        match s.read(&mut b) {
            Ok(0) => return Ok(true),
            Ok(_) => {}
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => return Ok(false),
            Err(e) => return Err(e),
        }
    }
}
