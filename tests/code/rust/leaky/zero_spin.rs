use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

fn client(mut s: TcpStream) {
    let mut buf = [0; 1024];
    loop {
        match s.read(&mut buf) {
            Ok(n) => { // expect: close-wait-leak
                if s.write_all(&buf[..n]).is_err() {
                    break;
                }
            }
            Err(_) => break,
        }
    }
}

fn main() {
    for s in TcpListener::bind("0.0.0.0:1").unwrap().incoming() {
        let s = s.unwrap();
        thread::spawn(move || client(s));
    }
}
