use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use std::io::Read;

fn run(poll: &mut Poll, s: &mut TcpStream) -> std::io::Result<()> {
    poll.registry().register(s, Token(1), Interest::READABLE)?;
    let mut ev = Events::with_capacity(16);
    let mut buf = [0; 1024];
    loop {
        poll.poll(&mut ev, None)?;
        for e in ev.iter() {
            if e.is_readable() {
                let n = s.read(&mut buf)?; // expect: zero-window-stall
                if n == 0 {
                    return Ok(());
                }
            }
        }
    }
}
