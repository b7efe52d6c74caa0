use mio::{net::TcpStream, Events, Interest, Poll, Registry, Token};
use slab::Slab;
use std::io::{self, Read};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

/// Wind park: each turbine streams its vibration samples.
struct Turbine {
    sock: TcpStream,
    bytes: u64,
    seen: Instant,
}

fn add(reg: &Registry, all: &mut Slab<Turbine>, mut sock: TcpStream) -> io::Result<()> {
    let e = all.vacant_entry();
    reg.register(&mut sock, Token(e.key()), Interest::READABLE)?;
    e.insert(Turbine { sock, bytes: 0, seen: Instant::now() });
    Ok(())
}

fn on_ready(t: &mut Turbine, store: &mut impl FnMut(&[u8])) -> io::Result<bool> {
    let mut buf = [0u8; 2048];
    match t.sock.read(&mut buf) {
        Ok(0) => Ok(false),
        Ok(n) => {
            t.bytes += n as u64;
            t.seen = Instant::now();
            store(&buf[..n]);
            Ok(true)
        }
        Err(e) if e.kind() == io::ErrorKind::WouldBlock => Ok(true),
        Err(e) => Err(e),
    }
}

pub fn run(incoming: Receiver<TcpStream>, mut store: impl FnMut(&[u8])) -> io::Result<()> {
    let mut poll = Poll::new()?;
    let mut events = Events::with_capacity(128);
    let mut all = Slab::new();
    loop {
        while let Ok(s) = incoming.try_recv() {
            if let Err(e) = add(poll.registry(), &mut all, s) {
                log::warn!("turbine not added: {e}");
            }
        }
        poll.poll(&mut events, Some(Duration::from_millis(200)))?;
        for ev in &events {
            let key = ev.token().0;
            let keep = match on_ready(&mut all[key], &mut store) {
                Ok(k) => k,
                Err(e) => {
                    log::warn!("turbine {key}: {e}");
                    false
                }
            };
            if !keep {
                all.remove(key);
            }
        }
        all.retain(|_, t| t.seen.elapsed() < Duration::from_secs(1800));
    }
}
