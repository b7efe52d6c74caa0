use std::io::{ErrorKind, Write};
use std::net::TcpStream;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

pub struct Shipper {
    addr: String,
    conn: Option<TcpStream>,
    retry_at: Instant,
    lost: u64,
}

impl Shipper {
    pub fn new(addr: impl Into<String>) -> Self {
        Shipper { addr: addr.into(), conn: None, retry_at: Instant::now(), lost: 0 }
    }

    pub fn run(mut self, rx: Receiver<String>) {
        let mut batch = Vec::with_capacity(256 * 1024);
        loop {
            match rx.recv_timeout(Duration::from_millis(250)) {
                Ok(line) => {
                    batch.extend_from_slice(line.as_bytes());
                    batch.push(b'\n');
                    if batch.len() < 200 * 1024 {
                        continue;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            if !batch.is_empty() {
                self.ship(&batch);
                batch.clear();
            }
        }
    }

    fn connected(&mut self) -> Option<&mut TcpStream> {
        if self.conn.is_none() && Instant::now() >= self.retry_at {
            match TcpStream::connect(&self.addr) {
                Ok(s) => {
                    // never block the producers
                    if s.set_nonblocking(true).is_ok() {
                        self.conn = Some(s);
                    }
                }
                Err(e) => {
                    eprintln!("shipper: {}: {}", self.addr, e);
                    self.retry_at = Instant::now() + Duration::from_secs(5);
                }
            }
        }
        self.conn.as_mut()
    }

    fn ship(&mut self, batch: &[u8]) {
        let Some(s) = self.connected() else {
            self.lost += batch.len() as u64;
            return;
        };
        match s.write(batch) {
            Ok(_) => {}
            Err(e) if e.kind() == ErrorKind::WouldBlock => self.lost += batch.len() as u64,
            Err(e) => {
                eprintln!("shipper: {}: {} ({} bytes lost so far)", self.addr, e, self.lost);
                self.conn = None;
            }
        }
    }
}
