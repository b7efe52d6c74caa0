use std::io::Write;
use std::net::{TcpListener, TcpStream};

pub fn run(listener: TcpListener) {
    let mut clients: Vec<TcpStream> = Vec::new();
    for stream in listener.incoming().flatten() {
        clients.push(stream);
        clients.retain_mut(|c| c.write_all(b"ping\n").is_ok());
        clients.retain(|c| c.peer_addr().is_ok());
    }
}
