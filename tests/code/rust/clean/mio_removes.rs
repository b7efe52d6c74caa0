use mio::net::TcpStream;
use mio::{Poll, Token};
use std::collections::HashMap;
use std::io::{ErrorKind, Read};

pub fn on_readable(poll: &Poll, conns: &mut HashMap<Token, TcpStream>, token: Token) {
    let mut buf = [0u8; 4096];
    let done = match conns.get_mut(&token) {
        Some(stream) => loop {
            match stream.read(&mut buf) {
                Ok(0) => break true,
                Ok(_) => continue,
                Err(e) if e.kind() == ErrorKind::WouldBlock => break false,
                Err(_) => break true,
            }
        },
        None => false,
    };
    if done {
        if let Some(mut s) = conns.remove(&token) {
            poll.registry().deregister(&mut s).ok();
        }
    }
}
