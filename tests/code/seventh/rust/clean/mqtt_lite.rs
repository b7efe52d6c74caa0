use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Publishes greenhouse readings, QoS 0, and keeps the line up with pings.
pub struct Publisher {
    host: String,
    line: Option<TcpStream>,
    last: Instant,
}

const KEEPALIVE: u16 = 60;

impl Publisher {
    pub fn new(host: &str) -> Self {
        Publisher { host: host.to_owned(), line: None, last: Instant::now() }
    }

    fn connect(&self) -> io::Result<TcpStream> {
        let mut last = io::Error::new(io::ErrorKind::NotFound, "no address");
        for a in (self.host.as_str(), 1883).to_socket_addrs()? {
            match TcpStream::connect_timeout(&a, Duration::from_secs(4)) {
                Ok(mut s) => {
                    s.set_read_timeout(Some(Duration::from_secs(8)))?;
                    s.set_write_timeout(Some(Duration::from_secs(8)))?;
                    s.set_nodelay(true)?;
                    let mut p = vec![0x10, 0, 0, 4];
                    p.extend_from_slice(b"MQTT\x04\x02");
                    p.extend_from_slice(&KEEPALIVE.to_be_bytes());
                    p.extend_from_slice(b"\x00\x05green");
                    p[1] = (p.len() - 2) as u8;
                    s.write_all(&p)?;
                    let mut ack = [0u8; 4];
                    s.read_exact(&mut ack)?;
                    if ack[3] != 0 {
                        return Err(io::Error::new(io::ErrorKind::PermissionDenied, format!("broker refused: {}", ack[3])));
                    }
                    return Ok(s);
                }
                Err(e) => last = e,
            }
        }
        Err(last)
    }

    pub fn publish(&mut self, topic: &str, text: &str) -> io::Result<()> {
        let body = 2 + topic.len() + text.len();
        assert!(body < 128, "long messages are not for us");
        let mut p = Vec::with_capacity(body + 2);
        p.push(0x30);
        p.push(body as u8);
        p.extend_from_slice(&(topic.len() as u16).to_be_bytes());
        p.extend_from_slice(topic.as_bytes());
        p.extend_from_slice(text.as_bytes());
        for wait in [0u64, 1, 5, 20] {
            sleep(Duration::from_secs(wait));
            match self.attempt(&p) {
                Ok(()) => return Ok(()),
                Err(e) => {
                    eprintln!("publish: {e}");
                    self.line = None;
                }
            }
        }
        Err(io::ErrorKind::NotConnected.into())
    }

    fn attempt(&mut self, p: &[u8]) -> io::Result<()> {
        let s = match self.line.take() {
            Some(s) => s,
            None => self.connect()?,
        };
        let s = self.line.insert(s);
        s.write_all(p)?;
        self.last = Instant::now();
        Ok(())
    }

    /// to be called every few seconds
    pub fn tick(&mut self) -> io::Result<()> {
        if self.last.elapsed().as_secs() < u64::from(KEEPALIVE) / 2 {
            return Ok(());
        }
        let Some(mut s) = self.line.take() else { return Ok(()) };
        s.write_all(&[0xc0, 0])?;
        let mut pong = [0u8; 2];
        s.read_exact(&mut pong)?;
        self.last = Instant::now();
        self.line = Some(s);
        Ok(())
    }
}
