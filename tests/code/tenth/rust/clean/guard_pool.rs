use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

struct Parked {
    conn: BufReader<TcpStream>,
    since: Instant,
}

struct State {
    parked: Vec<Parked>,
    out: usize,
}

pub struct Pool {
    to: SocketAddr,
    max: usize,
    state: Mutex<State>,
    bell: Condvar,
}

/// Borrowed connection. Goes back by itself; `poison` it first if the dialogue
/// got out of step.
pub struct Loan {
    conn: Option<BufReader<TcpStream>>,
    pool: Arc<Pool>,
    bad: bool,
}

impl Pool {
    pub fn new(to: SocketAddr, max: usize) -> Arc<Pool> {
        Arc::new(Pool { to, max, state: Mutex::new(State { parked: Vec::new(), out: 0 }), bell: Condvar::new() })
    }

    pub fn borrow(self: &Arc<Pool>) -> io::Result<Loan> {
        let g = self.state.lock().unwrap();
        let (mut g, t) = self
            .bell
            .wait_timeout_while(g, Duration::from_secs(5), |s| s.out >= self.max)
            .unwrap();
        if t.timed_out() {
            return Err(io::Error::new(io::ErrorKind::TimedOut, "pool exhausted"));
        }
        g.out += 1;
        g.parked.retain(|p| p.since.elapsed() < Duration::from_secs(60));
        let conn = g.parked.pop().map(|p| p.conn);
        drop(g);
        let mut loan = Loan { conn, pool: Arc::clone(self), bad: false };
        if loan.conn.is_none() {
            // a failure here drops the loan and thereby gives the place back
            let s = TcpStream::connect_timeout(&self.to, Duration::from_secs(2))?;
            s.set_read_timeout(Some(Duration::from_secs(4)))?;
            s.set_write_timeout(Some(Duration::from_secs(4)))?;
            s.set_nodelay(true)?;
            loan.conn = Some(BufReader::new(s));
        }
        Ok(loan)
    }
}

impl Loan {
    pub fn ask(&mut self, q: &str) -> io::Result<String> {
        self.bad = true;
        let mut a = String::new();
        self.get_mut().write_all(format!("{q}\n").as_bytes())?;
        if self.read_line(&mut a)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.bad = false;
        Ok(a)
    }
}

impl Drop for Loan {
    fn drop(&mut self) {
        let mut g = self.pool.state.lock().unwrap();
        g.out -= 1;
        if let (Some(conn), false) = (self.conn.take(), self.bad) {
            g.parked.push(Parked { conn, since: Instant::now() });
        }
        self.pool.bell.notify_one();
    }
}

impl Deref for Loan {
    type Target = BufReader<TcpStream>;
    fn deref(&self) -> &Self::Target {
        self.conn.as_ref().unwrap()
    }
}

impl DerefMut for Loan {
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.conn.as_mut().unwrap()
    }
}
