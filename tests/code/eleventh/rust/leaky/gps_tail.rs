//! gps_tail – receives NMEA from the ferries' modems, one thread each.

use std::io::{ErrorKind, Read};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

pub trait Sink: Send {
    fn sentence(&mut self, ferry: &str, s: &[u8]);
}

pub struct Tail<S: Sink> {
    ferry: String,
    sink: S,
    acc: Vec<u8>,
}

impl<S: Sink> Tail<S> {
    pub fn new(ferry: impl Into<String>, sink: S) -> Self {
        Tail { ferry: ferry.into(), sink, acc: Vec::new() }
    }

    fn feed(&mut self, data: &[u8]) {
        for &b in data {
            match b {
                b'\n' => {
                    self.sink.sentence(&self.ferry, &self.acc);
                    self.acc.clear();
                }
                b'\r' => {}
                _ if self.acc.len() < 128 => self.acc.push(b),
                _ => self.acc.clear(),
            }
        }
    }

    pub fn run(mut self, mut modem: TcpStream) -> std::io::Result<()> {
        modem.set_read_timeout(Some(Duration::from_secs(30)))?;
        let mut buf = [0u8; 512];
        let mut heard = Instant::now();
        loop {
            match modem.read(&mut buf) {
                Ok(0) => thread::sleep(Duration::from_millis(100)),
                Ok(n) => {
                    heard = Instant::now();
                    self.feed(&buf[..n]);
                }
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    // tunnels and locks: allow ten minutes of silence
                    if heard.elapsed() > Duration::from_secs(600) {
                        eprintln!("{}: silent, giving up", self.ferry);
                        return Ok(());
                    }
                }
                Err(e) => return Err(e),
            }
        }
    }
}
