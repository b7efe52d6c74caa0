use std::net::TcpStream;
use std::sync::Mutex;

pub struct Pool { idle: Mutex<Vec<TcpStream>>, addr: String }

impl Pool {
    pub fn get(&self) -> std::io::Result<TcpStream> {
        TcpStream::connect(&self.addr)
    }
    pub fn put(&self, s: TcpStream) {
        self.idle.lock().unwrap().push(s); // expect: close-wait-leak
    }
}
