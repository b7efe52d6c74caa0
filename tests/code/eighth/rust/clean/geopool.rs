use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

pub struct Geo {
    io: BufReader<TcpStream>,
    sound: bool,
}

impl Geo {
    fn dial(addr: &SocketAddr) -> io::Result<Geo> {
        let s = TcpStream::connect_timeout(addr, Duration::from_secs(2))?;
        s.set_nodelay(true)?;
        s.set_read_timeout(Some(Duration::from_secs(3)))?;
        s.set_write_timeout(Some(Duration::from_secs(3)))?;
        Ok(Geo { io: BufReader::new(s), sound: true })
    }

    pub fn locate(&mut self, query: &str) -> io::Result<String> {
        self.sound = false; // until the answer's in, the stream is in the middle of something
        self.io.get_mut().write_all(format!("LOCATE {query}\n").as_bytes())?;
        let mut line = String::new();
        if self.io.read_line(&mut line)? == 0 || !line.ends_with('\n') {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.sound = true;
        Ok(line)
    }
}

struct State {
    idle: VecDeque<(Instant, Geo)>,
    out: usize,
}

pub struct Pool {
    addr: SocketAddr,
    max: usize,
    state: Mutex<State>,
    freed: Condvar,
}

pub struct Lease {
    geo: Option<Geo>,
    pool: Arc<Pool>,
}

const STALE: Duration = Duration::from_secs(50);

impl Pool {
    pub fn new(addr: SocketAddr, max: usize) -> Arc<Pool> {
        let state = Mutex::new(State { idle: VecDeque::new(), out: 0 });
        Arc::new(Pool { addr, max, state, freed: Condvar::new() })
    }

    pub fn lease(self: &Arc<Self>, patience: Duration) -> io::Result<Lease> {
        let st = self.state.lock().unwrap();
        let (mut st, late) = self.freed.wait_timeout_while(st, patience, |s| s.out >= self.max).unwrap();
        if late.timed_out() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        st.out += 1;
        let found = st.idle.pop_back().filter(|(since, _)| since.elapsed() < STALE);
        drop(st);
        // from here on the lease's drop puts the count right, whatever happens
        let mut lease = Lease { geo: found.map(|(_, g)| g), pool: self.clone() };
        if lease.geo.is_none() {
            lease.geo = Some(Geo::dial(&self.addr)?);
        }
        Ok(lease)
    }

    /// The maintenance thread comes by every 20 seconds.
    pub fn sweep(&self) {
        self.state.lock().unwrap().idle.retain(|(since, _)| since.elapsed() < STALE);
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let mut st = self.pool.state.lock().unwrap();
        st.out -= 1;
        if let Some(geo) = self.geo.take().filter(|g| g.sound) {
            st.idle.push_back((Instant::now(), geo));
        }
        self.pool.freed.notify_one();
    }
}

impl Deref for Lease {
    type Target = Geo;
    fn deref(&self) -> &Geo {
        self.geo.as_ref().unwrap()
    }
}

impl DerefMut for Lease {
    fn deref_mut(&mut self) -> &mut Geo {
        self.geo.as_mut().unwrap()
    }
}
