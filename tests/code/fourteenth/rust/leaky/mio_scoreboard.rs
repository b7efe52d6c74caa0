use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};
use std::collections::HashMap;
use std::io::{self, Read};
use std::time::Duration;

const LISTEN: Token = Token(0);

struct Client {
    stream: TcpStream,
    bytes: u64,
}

fn drain(c: &mut Client, sink: &mut dyn FnMut(&[u8])) -> io::Result<bool> {
    let mut buf = [0u8; 4096];
    loop {
        match c.stream.read(&mut buf) {
            Ok(0) => return Ok(false),
            Ok(n) => {
                c.bytes += n as u64;
                sink(&buf[..n]);
            }
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => return Ok(true),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        }
    }
}

pub fn run(mut listener: TcpListener, mut sink: impl FnMut(&[u8])) -> io::Result<()> {
    let mut poll = Poll::new()?;
    let mut events = Events::with_capacity(256);
    let mut clients: HashMap<Token, Client> = HashMap::new();
    let mut next = 1;
    poll.registry().register(&mut listener, LISTEN, Interest::READABLE)?;

    loop {
        poll.poll(&mut events, None)?;
        for ev in events.iter() {
            if ev.token() == LISTEN {
                loop {
                    match listener.accept() {
                        Ok((mut stream, _)) => {
                            let t = Token(next);
                            next += 1;
                            poll.registry().register(&mut stream, t, Interest::READABLE)?;
                            clients.insert(t, Client { stream, bytes: 0 });
                        }
                        Err(e) if e.kind() == io::ErrorKind::WouldBlock => break,
                        Err(e) => {
                            eprintln!("accept: {e}");
                            std::thread::sleep(Duration::from_millis(100));
                            break;
                        }
                    }
                }
                continue;
            }
            let Some(c) = clients.get_mut(&ev.token()) else { continue };
            let open = drain(c, &mut sink).unwrap_or(false);
            if !open {
                println!("board {:?} finished after {} bytes", ev.token(), c.bytes);
                let _ = poll.registry().deregister(&mut c.stream);
            }
        }
    }
}
