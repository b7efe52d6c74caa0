use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::thread;

fn is_allowed(s: &TcpStream) -> bool {
    let peer = s.peer_addr().map(|a| a.to_string()).unwrap_or_default();
    Command::new("/usr/bin/ask-directory").arg(peer).status().map(|c| c.success()).unwrap_or(false)
}

pub fn serve(l: TcpListener, talk: fn(TcpStream)) {
    for s in l.incoming().flatten() {
        if !is_allowed(&s) { // expect: accept-queue-overflow
            continue;
        }
        thread::spawn(move || talk(s));
    }
}
