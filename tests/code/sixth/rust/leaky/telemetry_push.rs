use std::io::{ErrorKind, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

pub struct Uplink {
    conn: Option<TcpStream>,
    target: String,
    lost: u64,
}

impl Uplink {
    pub fn new(target: &str) -> Self {
        Uplink { conn: None, target: target.to_string(), lost: 0 }
    }

    fn ensure(&mut self) -> std::io::Result<&mut TcpStream> {
        if self.conn.is_none() {
            let addr = self.target.to_socket_addrs()?.next().ok_or(ErrorKind::NotFound)?;
            let s = TcpStream::connect_timeout(&addr, Duration::from_secs(4))?;
            s.set_nodelay(true)?;
            s.set_nonblocking(true)?;
            self.conn = Some(s);
        }
        Ok(self.conn.as_mut().unwrap())
    }

    /// Called from the sampling loop, must not block it.
    pub fn push(&mut self, batch: &[String]) {
        let mut blob = batch.join("\n").into_bytes();
        blob.push(b'\n');
        let res = match self.ensure() {
            Ok(s) => s.write(&blob),
            Err(e) => Err(e),
        };
        match res {
            Ok(_) => {}
            Err(e) if e.kind() == ErrorKind::WouldBlock => self.lost += batch.len() as u64,
            Err(e) => {
                log::warn!("uplink {}: {e}", self.target);
                self.conn = None;
                self.lost += batch.len() as u64;
            }
        }
    }

    pub fn lost(&self) -> u64 {
        self.lost
    }
}
