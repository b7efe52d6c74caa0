use mio::net::TcpStream;
use mio::{Poll, Token};
use std::collections::HashMap;
use std::io::{ErrorKind, Read};

pub fn on_readable(poll: &Poll, conns: &mut HashMap<Token, TcpStream>, token: Token) {
    let mut buf = [0u8; 4096];
    if let Some(stream) = conns.get_mut(&token) {
        loop {
            match stream.read(&mut buf) {
                Ok(0) => { // expect: close-wait-leak
                    poll.registry().deregister(stream).ok();
                    return;
                }
                Ok(n) => println!("{} bytes", n),
                Err(e) if e.kind() == ErrorKind::WouldBlock => return,
                Err(e) => {
                    eprintln!("{e}");
                    break;
                }
            }
        }
    }
    conns.remove(&token);
}
