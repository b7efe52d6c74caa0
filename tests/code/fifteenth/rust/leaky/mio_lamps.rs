use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};
use std::collections::HashMap;
use std::io::{self, Read};

const LISTENER: Token = Token(0);

/// Street lamp controllers report status frames.
struct Lamp {
    stream: TcpStream,
    frames: u64,
}

pub fn run(mut listener: TcpListener) -> io::Result<()> {
    let mut poll = Poll::new()?;
    let mut events = Events::with_capacity(256);
    let mut lamps: HashMap<Token, Lamp> = HashMap::new();
    let mut next = 1;
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;

    loop {
        poll.poll(&mut events, None)?;
        for ev in events.iter() {
            if ev.token() == LISTENER {
                loop {
                    match listener.accept() {
                        Ok((mut stream, _)) => {
                            let t = Token(next);
                            next += 1;
                            poll.registry().register(&mut stream, t, Interest::READABLE)?;
                            lamps.insert(t, Lamp { stream, frames: 0 });
                        }
                        Err(ref e) if e.kind() == io::ErrorKind::WouldBlock => break,
                        Err(e) => return Err(e),
                    }
                }
                continue;
            }
            let Some(lamp) = lamps.get_mut(&ev.token()) else { continue };
            let mut buf = [0u8; 512];
            loop {
                match lamp.stream.read(&mut buf) {
                    Ok(0) => {
                        log::info!("lamp {:?} off after {} frames", ev.token(), lamp.frames);
                        poll.registry().deregister(&mut lamp.stream)?;
                        break;
                    }
                    Ok(_) => lamp.frames += 1,
                    Err(ref e) if e.kind() == io::ErrorKind::WouldBlock => break,
                    Err(ref e) if e.kind() == io::ErrorKind::Interrupted => {}
                    Err(e) => {
                        log::warn!("lamp {:?}: {}", ev.token(), e);
                        lamps.remove(&ev.token());
                        break;
                    }
                }
            }
        }
    }
}
