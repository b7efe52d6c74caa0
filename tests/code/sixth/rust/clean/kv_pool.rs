use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::time::{Duration, Instant};

pub struct KvPool {
    addr: SocketAddr,
    idle: Mutex<VecDeque<(Instant, TcpStream)>>,
    keep: usize,
}

impl KvPool {
    pub fn new(addr: SocketAddr, keep: usize) -> Self {
        KvPool { addr, idle: Mutex::default(), keep }
    }

    fn lease(&self) -> io::Result<TcpStream> {
        let mut q = self.idle.lock().unwrap();
        q.retain(|(t, _)| t.elapsed() < Duration::from_secs(45));
        if let Some((_, s)) = q.pop_back() {
            return Ok(s);
        }
        drop(q);
        let s = TcpStream::connect_timeout(&self.addr, Duration::from_secs(1))?;
        s.set_nodelay(true)?;
        s.set_read_timeout(Some(Duration::from_secs(2)))?;
        s.set_write_timeout(Some(Duration::from_secs(2)))?;
        Ok(s)
    }

    fn give_back(&self, s: TcpStream) {
        let mut q = self.idle.lock().unwrap();
        if q.len() < self.keep {
            q.push_back((Instant::now(), s));
        }
    }

    /// One round trip; a stream that failed is not given back, its drop closes it.
    pub fn get(&self, key: &str) -> io::Result<Option<String>> {
        let mut s = self.lease()?;
        s.write_all(format!("GET {key}\r\n").as_bytes())?;
        let mut line = String::new();
        let n = BufReader::new(&s).read_line(&mut line)?;
        if n == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.give_back(s);
        let line = line.trim_end();
        Ok(line.strip_prefix("VALUE ").map(str::to_owned))
    }
}
