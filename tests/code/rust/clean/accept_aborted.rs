use std::io::{self, ErrorKind};
use std::net::{TcpListener, TcpStream};

// a peer that left the queue is no shortage: the next accept waits again
pub fn gather(l: &TcpListener, give: &mut dyn FnMut(TcpStream)) -> io::Result<()> {
    loop {
        match l.accept() {
            Ok((s, _)) => give(s),
            Err(e) if e.kind() == ErrorKind::ConnectionAborted => {}
            Err(e) => return Err(e),
        }
    }
}
