use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read};
use std::net::SocketAddr;

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};

const LISTENER: Token = Token(0);

struct Exporter {
    stream: TcpStream,
    from: SocketAddr,
    pending: Vec<u8>,
}

/// Collects flow records (48 bytes each) from the routers.
pub fn collect(addr: SocketAddr, mut record: impl FnMut(&SocketAddr, &[u8])) -> io::Result<()> {
    let mut poll = Poll::new()?;
    let mut listener = TcpListener::bind(addr)?;
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
    let mut events = Events::with_capacity(512);
    let mut exporters: BTreeMap<usize, Exporter> = BTreeMap::new();
    let mut seq = 0usize;
    let mut buf = vec![0u8; 16 * 1024];

    loop {
        poll.poll(&mut events, None)?;
        for event in events.iter() {
            match event.token() {
                LISTENER => loop {
                    let (mut stream, from) = match listener.accept() {
                        Ok(pair) => pair,
                        Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                        Err(e) => return Err(e),
                    };
                    seq += 1;
                    poll.registry().register(&mut stream, Token(seq), Interest::READABLE)?;
                    exporters.insert(seq, Exporter { stream, from, pending: Vec::new() });
                },
                Token(id) => {
                    let Some(x) = exporters.get_mut(&id) else { continue };
                    match x.stream.read(&mut buf) {
                        Ok(0) => {
                            exporters.remove(&id);
                        }
                        Ok(n) => {
                            x.pending.extend_from_slice(&buf[..n]);
                            let whole = x.pending.len() / 48 * 48;
                            for r in x.pending[..whole].chunks_exact(48) {
                                record(&x.from, r);
                            }
                            x.pending.drain(..whole);
                        }
                        Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {}
                        Err(e) => {
                            eprintln!("{}: {e}", x.from);
                            exporters.remove(&id);
                        }
                    }
                }
            }
        }
    }
}
