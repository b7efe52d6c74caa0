// seismo ingest: one thread, mio, stations push 512 byte miniSEED records
use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::fs::File;
use std::time::{Duration, Instant};
use mio::{Events, Interest, Poll, Token};
use mio::net::{TcpListener, TcpStream};

const REC: usize = 512;

struct Feed {
    sock: TcpStream,
    have: Vec<u8>,
    last: Instant,
}

enum After { Keep, Drop }

fn store(out: &mut File, have: &mut Vec<u8>) -> io::Result<usize> {
    let whole = have.len() / REC * REC;
    out.write_all(&have[..whole])?;
    have.drain(..whole);
    Ok(whole / REC)
}

fn readable(f: &mut Feed, out: &mut File) -> After {
    let mut buf = [0u8; 2048];
    match f.sock.read(&mut buf) {
        Ok(0) => After::Drop,
        Ok(n) => {
            f.last = Instant::now();
            f.have.extend_from_slice(&buf[..n]);
            match store(out, &mut f.have) {
                Ok(_) => After::Keep,
                Err(e) => { eprintln!("disk: {}", e); After::Drop }
            }
        }
        Err(ref e) if e.kind() == io::ErrorKind::WouldBlock => After::Keep,
        Err(ref e) if e.kind() == io::ErrorKind::Interrupted => After::Keep,
        Err(e) => { eprintln!("{:?}: {}", f.sock.peer_addr(), e); After::Drop }
    }
}

fn main() -> io::Result<()> {
    let mut poll = Poll::new()?;
    let mut events = Events::with_capacity(512);
    let mut ls = TcpListener::bind("0.0.0.0:18000".parse().unwrap())?;
    poll.registry().register(&mut ls, Token(0), Interest::READABLE)?;
    let mut feeds: HashMap<Token, Feed> = HashMap::new();
    let mut out = File::options().append(true).create(true).open("/data/ring.mseed")?;
    let mut next = 1;
    loop {
        poll.poll(&mut events, Some(Duration::from_secs(10)))?;
        for ev in &events {
            if ev.token() == Token(0) {
                loop {
                    match ls.accept() {
                        Ok((mut sock, _)) => {
                            let t = Token(next);
                            next += 1;
                            if poll.registry().register(&mut sock, t, Interest::READABLE).is_ok() {
                                feeds.insert(t, Feed { sock, have: Vec::with_capacity(4 * REC), last: Instant::now() });
                            }
                        }
                        Err(e) if e.kind() == io::ErrorKind::WouldBlock => break,
                        Err(e) => {
                            eprintln!("accept: {}", e);
                            std::thread::sleep(Duration::from_millis(100));
                            poll.registry().reregister(&mut ls, Token(0), Interest::READABLE)?;
                            break;
                        }
                    }
                }
                continue;
            }
            let gone = match feeds.get_mut(&ev.token()) {
                Some(f) => matches!(readable(f, &mut out), After::Drop),
                None => false,
            };
            if gone { feeds.remove(&ev.token()); }
        }
        feeds.retain(|_, f| f.last.elapsed() < Duration::from_secs(180));
    }
}
