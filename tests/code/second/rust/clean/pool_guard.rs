use std::io;
use std::net::{SocketAddr, TcpStream};
use std::ops::{Deref, DerefMut};
use std::sync::Mutex;

pub struct Pool {
    addr: SocketAddr,
    idle: Mutex<Vec<TcpStream>>,
    max: usize,
}

pub struct Guard<'a> {
    pool: &'a Pool,
    stream: Option<TcpStream>,
    broken: bool,
}

impl Pool {
    pub fn get(&self) -> io::Result<Guard<'_>> {
        let cached = self.idle.lock().unwrap().pop();
        let stream = match cached {
            Some(s) => s,
            None => {
                let s = TcpStream::connect(self.addr)?;
                s.set_nodelay(true)?;
                s
            }
        };
        Ok(Guard { pool: self, stream: Some(stream), broken: false })
    }
}

impl Guard<'_> {
    pub fn broken(&mut self) {
        self.broken = true;
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        let Some(s) = self.stream.take() else { return };
        if self.broken {
            return; // s is dropped, and with it the connection
        }
        let mut idle = self.pool.idle.lock().unwrap();
        if idle.len() < self.pool.max {
            idle.push(s);
        }
    }
}

impl Deref for Guard<'_> {
    type Target = TcpStream;
    fn deref(&self) -> &TcpStream {
        self.stream.as_ref().unwrap()
    }
}

impl DerefMut for Guard<'_> {
    fn deref_mut(&mut self) -> &mut TcpStream {
        self.stream.as_mut().unwrap()
    }
}
