use mio::net::TcpStream;
use mio::{Poll, Token};
use std::collections::HashMap;
use std::io::Read;

struct Conn { s: TcpStream, buf: Vec<u8> }

fn on_readable(poll: &Poll, conns: &mut HashMap<Token, Conn>, t: Token) -> std::io::Result<()> {
    let c = match conns.get_mut(&t) { Some(c) => c, None => return Ok(()) };
    let mut b = [0u8; 4096];
    loop {
        match c.s.read(&mut b) {
            Ok(0) => { // expect: close-wait-leak
                poll.registry().deregister(&mut c.s)?;
                return Ok(());
            }
            Ok(n) => c.buf.extend_from_slice(&b[..n]),
            Err(e) if e.kind() == std::io::ErrorKind::WouldBlock => return Ok(()),
            Err(e) => {
                conns.remove(&t);
                return Err(e);
            }
        }
    }
}
