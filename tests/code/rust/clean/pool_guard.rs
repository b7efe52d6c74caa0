use std::net::TcpStream;
use std::sync::Mutex;

pub struct Pool { idle: Mutex<Vec<TcpStream>>, addr: String, max: usize }

impl Pool {
    pub fn get(&self) -> std::io::Result<TcpStream> {
        if let Some(s) = self.idle.lock().unwrap().pop() {
            return Ok(s);
        }
        TcpStream::connect(&self.addr)
    }
    pub fn put(&self, s: TcpStream) {
        let mut v = self.idle.lock().unwrap();
        if v.len() < self.max {
            v.push(s);
        }
    }
}

