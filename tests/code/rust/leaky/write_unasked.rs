use std::io::{self, Write};
use std::net::TcpStream;

pub fn start(s: &TcpStream) -> io::Result<()> {
    s.set_nonblocking(true)
}

pub fn tell_all(clients: &mut Vec<TcpStream>, picture: &[u8]) {
    for c in clients.iter_mut() {
        let _ = c.write(picture); // expect: send-buffer-limited
    }
}
