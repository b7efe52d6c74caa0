use std::net::TcpStream;

pub fn keep_alive(stream: TcpStream) {
    println!("keeping {:?}", stream.peer_addr());
    std::mem::forget(stream); // expect: close-wait-leak
}
