use std::net::{TcpListener, TcpStream};

pub fn run(listener: TcpListener) {
    let mut clients: Vec<TcpStream> = Vec::new();
    for stream in listener.incoming() {
        if let Ok(stream) = stream {
            stream.set_nonblocking(true).unwrap();
            clients.push(stream); // expect: close-wait-leak
        }
        broadcast(&mut clients);
    }
}

fn broadcast(clients: &mut [TcpStream]) {
    println!("{} clients", clients.len());
}
