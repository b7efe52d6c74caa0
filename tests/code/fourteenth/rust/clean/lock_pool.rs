use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

struct Inner {
    idle: Vec<(TcpStream, Instant)>,
    out: usize,
}

/// Connections to the lock manager, at most `max` at a time.
pub struct Pool {
    addr: SocketAddr,
    max: usize,
    inner: Mutex<Inner>,
    cv: Condvar,
}

pub struct Lease {
    pool: Arc<Pool>,
    conn: Option<TcpStream>,
    healthy: bool,
}

impl Deref for Lease {
    type Target = TcpStream;
    fn deref(&self) -> &TcpStream {
        self.conn.as_ref().unwrap()
    }
}
impl DerefMut for Lease {
    fn deref_mut(&mut self) -> &mut TcpStream {
        self.conn.as_mut().unwrap()
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let mut g = self.pool.inner.lock().unwrap();
        g.out -= 1;
        if let (Some(c), true) = (self.conn.take(), self.healthy) {
            g.idle.push((c, Instant::now()));
        }
        self.pool.cv.notify_one();
    }
}

impl Pool {
    pub fn new(addr: SocketAddr, max: usize) -> Arc<Self> {
        Arc::new(Pool { addr, max, inner: Mutex::new(Inner { idle: vec![], out: 0 }), cv: Condvar::new() })
    }

    pub fn lease(self: &Arc<Self>) -> io::Result<Lease> {
        let mut g = self.cv.wait_while(self.inner.lock().unwrap(), |i| i.out >= self.max).unwrap();
        g.out += 1;
        g.idle.retain(|(_, t)| t.elapsed() < Duration::from_secs(50));
        let mut lease = Lease { pool: self.clone(), conn: g.idle.pop().map(|x| x.0), healthy: false };
        drop(g);
        if lease.conn.is_none() {
            let c = TcpStream::connect_timeout(&self.addr, Duration::from_secs(2))?;
            c.set_nodelay(true)?;
            c.set_read_timeout(Some(Duration::from_secs(10)))?;
            c.set_write_timeout(Some(Duration::from_secs(10)))?;
            lease.conn = Some(c);
        }
        Ok(lease)
    }

    pub fn acquire(self: &Arc<Self>, name: &str) -> io::Result<bool> {
        let mut l = self.lease()?;
        l.write_all(format!("LOCK {name}\n").as_bytes())?;
        let mut ans = String::new();
        if BufReader::new(&*l as &TcpStream).read_line(&mut ans)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        l.healthy = true;
        Ok(ans.trim() == "GRANTED")
    }
}
