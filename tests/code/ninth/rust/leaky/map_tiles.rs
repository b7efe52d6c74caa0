use std::collections::HashMap;
use std::io::{self, ErrorKind, Read, Write};
use std::time::Duration;

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};

pub trait Tiles {
    fn tile(&self, id: u32) -> Option<Vec<u8>>;
}

/// Asks are four bytes (the tile's number), answers a length and the tile (up to 300 kB).
pub fn serve(addr: std::net::SocketAddr, tiles: &dyn Tiles) -> io::Result<()> {
    let mut poll = Poll::new()?;
    let mut listener = TcpListener::bind(addr)?;
    poll.registry().register(&mut listener, Token(0), Interest::READABLE)?;
    let mut clients: HashMap<Token, (TcpStream, Vec<u8>)> = HashMap::new();
    let mut next = 1;
    let mut events = Events::with_capacity(128);
    loop {
        poll.poll(&mut events, Some(Duration::from_secs(2)))?;
        for ev in events.iter() {
            if ev.token() != Token(0) {
                let alive = match clients.get_mut(&ev.token()) {
                    Some((s, ask)) => answer(s, ask, tiles).unwrap_or(false),
                    None => true,
                };
                if !alive {
                    clients.remove(&ev.token());
                }
                continue;
            }
            loop {
                let mut s = match listener.accept() {
                    Ok((s, _)) => s,
                    Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                    Err(e) => return Err(e),
                };
                s.set_nodelay(true)?;
                poll.registry().register(&mut s, Token(next), Interest::READABLE)?;
                clients.insert(Token(next), (s, Vec::new()));
                next += 1;
            }
        }
    }
}

fn answer(s: &mut TcpStream, ask: &mut Vec<u8>, tiles: &dyn Tiles) -> io::Result<bool> {
    let mut buf = [0u8; 1024];
    loop {
        match s.read(&mut buf) {
            Ok(0) => return Ok(false),
            Ok(n) => ask.extend_from_slice(&buf[..n]),
            Err(e) if e.kind() == ErrorKind::WouldBlock => break,
            Err(e) => return Err(e),
        }
    }
    while ask.len() >= 4 {
        let id: Vec<u8> = ask.drain(..4).collect();
        let tile = tiles.tile(u32::from_be_bytes([id[0], id[1], id[2], id[3]])).unwrap_or_default();
        let mut msg = (tile.len() as u32).to_be_bytes().to_vec();
        msg.extend_from_slice(&tile);
        let _ = s.write(&msg);
    }
    Ok(true)
}
