use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

type Conn = BufReader<TcpStream>;
const IDLE: Duration = Duration::from_secs(20);

struct Inner {
    idle: Vec<(Conn, Instant)>,
    out: usize,
}

pub struct Pool {
    addr: SocketAddr,
    max: usize,
    inner: Mutex<Inner>,
    freed: Condvar,
}

pub struct Lease<'a> {
    pool: &'a Pool,
    conn: Option<Conn>,
    good: bool,
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let mut inner = self.pool.inner.lock().unwrap();
        inner.out -= 1;
        if let (true, Some(c)) = (self.good, self.conn.take()) {
            inner.idle.push((c, Instant::now()));
        }
        self.pool.freed.notify_one();
    }
}

impl Deref for Lease<'_> {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        self.conn.as_ref().unwrap()
    }
}

impl DerefMut for Lease<'_> {
    fn deref_mut(&mut self) -> &mut Conn {
        self.conn.as_mut().unwrap()
    }
}

impl Pool {
    pub fn new(addr: SocketAddr, max: usize) -> Pool {
        Pool { addr, max, inner: Mutex::new(Inner { idle: Vec::new(), out: 0 }), freed: Condvar::new() }
    }

    pub fn lease(&self) -> io::Result<Lease<'_>> {
        let g = self.inner.lock().unwrap();
        let (mut g, late) = self.freed.wait_timeout_while(g, Duration::from_secs(2), |i| i.out >= self.max).unwrap();
        if late.timed_out() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        g.idle.retain(|(_, t)| t.elapsed() < IDLE);
        g.out += 1;
        let mut lease = Lease { pool: self, conn: g.idle.pop().map(|(c, _)| c), good: false };
        drop(g);
        if lease.conn.is_none() {
            let s = TcpStream::connect_timeout(&self.addr, Duration::from_secs(2))?;
            s.set_nodelay(true)?;
            s.set_read_timeout(Some(Duration::from_secs(5)))?;
            lease.conn = Some(BufReader::new(s));
        }
        Ok(lease)
    }

    /// The housekeeping thread calls this each few seconds.
    pub fn prune(&self) {
        self.inner.lock().unwrap().idle.retain(|(_, t)| t.elapsed() < IDLE);
    }

    pub fn define(&self, word: &str) -> io::Result<Option<String>> {
        let mut c = self.lease()?;
        c.get_mut().write_all(format!("DEF {word}\n").as_bytes())?;
        let mut line = String::new();
        if c.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        c.good = true;
        if line.trim() == "-" {
            return Ok(None);
        }
        Ok(Some(line.trim_end().to_owned()))
    }
}
