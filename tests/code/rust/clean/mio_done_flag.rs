use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};
use std::collections::HashMap;
use std::io::{self, Read};

struct Client { stream: TcpStream, got: usize }

pub fn run(mut listener: TcpListener) -> io::Result<()> {
    let mut poll = Poll::new()?;
    let mut events = Events::with_capacity(64);
    let mut clients: HashMap<Token, Client> = HashMap::new();
    let mut next = 1;
    poll.registry().register(&mut listener, Token(0), Interest::READABLE)?;
    loop {
        poll.poll(&mut events, None)?;
        for ev in events.iter() {
            if ev.token() == Token(0) {
                while let Ok((mut stream, _)) = listener.accept() {
                    let t = Token(next);
                    next += 1;
                    poll.registry().register(&mut stream, t, Interest::READABLE)?;
                    clients.insert(t, Client { stream, got: 0 });
                }
                continue;
            }
            let mut done = false;
            if let Some(c) = clients.get_mut(&ev.token()) {
                let mut buf = [0u8; 1000];
                loop {
                    match c.stream.read(&mut buf) {
                        Ok(0) => {
                            poll.registry().deregister(&mut c.stream)?;
                            done = true;
                            break;
                        }
                        Ok(n) => c.got += n,
                        Err(e) if e.kind() == io::ErrorKind::WouldBlock => break,
                        Err(_) => {
                            let _ = poll.registry().deregister(&mut c.stream);
                            done = true;
                            break;
                        }
                    }
                }
            }
            if done {
                clients.remove(&ev.token());
            }
        }
    }
}
