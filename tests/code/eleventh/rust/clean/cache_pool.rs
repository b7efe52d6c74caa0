use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

/* connection pool for the price cache; at most `max` connections exist at a time */

struct State {
    idle: VecDeque<(Instant, BufReader<TcpStream>)>,
    open: usize,
}

pub struct Pool {
    addr: SocketAddr,
    max: usize,
    st: Mutex<State>,
    freed: Condvar,
}

pub struct Lease<'p> {
    pool: &'p Pool,
    conn: Option<BufReader<TcpStream>>,
    healthy: bool,
}

impl Pool {
    pub fn new(addr: SocketAddr, max: usize) -> Pool {
        Pool { addr, max, st: Mutex::new(State { idle: VecDeque::new(), open: 0 }), freed: Condvar::new() }
    }

    pub fn lease(&self) -> io::Result<Lease<'_>> {
        let mut st = self.st.lock().unwrap();
        loop {
            while st.idle.front().is_some_and(|(t, _)| t.elapsed() > Duration::from_secs(30)) {
                st.idle.pop_front();
                st.open -= 1;
            }
            if let Some((_, c)) = st.idle.pop_back() {
                return Ok(Lease { pool: self, conn: Some(c), healthy: false });
            }
            if st.open < self.max {
                break;
            }
            let (g, t) = self.freed.wait_timeout(st, Duration::from_secs(2)).unwrap();
            st = g;
            if t.timed_out() {
                return Err(io::ErrorKind::TimedOut.into());
            }
        }
        st.open += 1;
        drop(st);
        let mut lease = Lease { pool: self, conn: None, healthy: false };
        let s = TcpStream::connect_timeout(&self.addr, Duration::from_secs(1))?;
        s.set_nodelay(true)?;
        s.set_read_timeout(Some(Duration::from_secs(1)))?;
        s.set_write_timeout(Some(Duration::from_secs(1)))?;
        lease.conn = Some(BufReader::new(s));
        Ok(lease)
    }

    pub fn price(&self, sku: &str) -> io::Result<String> {
        let mut c = self.lease()?;
        c.get_mut().write_all(format!("PRICE {sku}\n").as_bytes())?;
        let mut a = String::new();
        if c.read_line(&mut a)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        c.healthy = true;
        Ok(a)
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let mut st = self.pool.st.lock().unwrap();
        match self.conn.take() {
            Some(c) if self.healthy => st.idle.push_back((Instant::now(), c)),
            _ => st.open -= 1,
        }
        self.pool.freed.notify_one();
    }
}

impl Deref for Lease<'_> {
    type Target = BufReader<TcpStream>;
    fn deref(&self) -> &Self::Target {
        self.conn.as_ref().unwrap()
    }
}
impl DerefMut for Lease<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.conn.as_mut().unwrap()
    }
}
