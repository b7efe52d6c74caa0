//! Connections to the label printers' print server; blocking, shared by the warehouse threads.
use std::collections::VecDeque;
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

struct State {
    free: VecDeque<(TcpStream, Instant)>,
    live: usize,
}

pub struct Pool {
    addr: SocketAddr,
    cap: usize,
    st: Mutex<State>,
    cv: Condvar,
}

pub struct Conn<'p> {
    pool: &'p Pool,
    inner: Option<TcpStream>,
    pub healthy: bool,
}

impl Pool {
    pub fn new(addr: SocketAddr, cap: usize) -> Self {
        Pool { addr, cap, st: Mutex::new(State { free: VecDeque::new(), live: 0 }), cv: Condvar::new() }
    }

    pub fn get(&self, patience: Duration) -> io::Result<Conn<'_>> {
        let deadline = Instant::now() + patience;
        let mut st = self.st.lock().unwrap();
        loop {
            while matches!(st.free.front(), Some((_, t)) if t.elapsed() > Duration::from_secs(30)) {
                st.free.pop_front();
                st.live -= 1;
            }
            if let Some((s, _)) = st.free.pop_back() {
                return Ok(Conn { pool: self, inner: Some(s), healthy: true });
            }
            if st.live < self.cap {
                st.live += 1;
                drop(st);
                return match self.dial() {
                    Ok(s) => Ok(Conn { pool: self, inner: Some(s), healthy: true }),
                    Err(e) => {
                        self.forget_one();
                        Err(e)
                    }
                };
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(io::ErrorKind::TimedOut.into());
            }
            st = self.cv.wait_timeout(st, left).unwrap().0;
        }
    }

    fn dial(&self) -> io::Result<TcpStream> {
        let s = TcpStream::connect_timeout(&self.addr, Duration::from_secs(2))?;
        s.set_read_timeout(Some(Duration::from_secs(10)))?;
        s.set_write_timeout(Some(Duration::from_secs(10)))?;
        s.set_nodelay(true)?;
        Ok(s)
    }

    fn forget_one(&self) {
        self.st.lock().unwrap().live -= 1;
        self.cv.notify_one();
    }
}

impl Drop for Conn<'_> {
    fn drop(&mut self) {
        let s = self.inner.take();
        match s {
            Some(s) if self.healthy => {
                self.pool.st.lock().unwrap().free.push_back((s, Instant::now()));
                self.pool.cv.notify_one();
            }
            _ => self.pool.forget_one(),
        }
    }
}

impl Deref for Conn<'_> {
    type Target = TcpStream;
    fn deref(&self) -> &TcpStream {
        self.inner.as_ref().expect("taken")
    }
}

impl DerefMut for Conn<'_> {
    fn deref_mut(&mut self) -> &mut TcpStream {
        self.inner.as_mut().expect("taken")
    }
}
