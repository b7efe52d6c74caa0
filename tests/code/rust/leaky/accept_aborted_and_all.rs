use std::io::ErrorKind;
use std::net::{TcpListener, TcpStream};

pub fn gather(l: &TcpListener, give: &mut dyn FnMut(TcpStream)) {
    loop {
        match l.accept() {
            Ok((s, _)) => give(s),
            Err(e) if e.kind() == ErrorKind::ConnectionAborted => {}
            Err(e) => eprintln!("accept: {e}"), // expect: accept-queue-overflow
        }
    }
}
