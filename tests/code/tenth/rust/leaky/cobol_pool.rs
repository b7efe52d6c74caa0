use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

struct Inner {
    idle: Vec<(Instant, BufReader<TcpStream>)>,
    busy: HashMap<u64, BufReader<TcpStream>>,
    next: u64,
}

/// At most `cap` sessions on the policy mainframe, that is what we pay for.
pub struct Pool {
    addr: SocketAddr,
    cap: usize,
    inner: Mutex<Inner>,
    freed: Condvar,
}

#[derive(Clone, Copy)]
pub struct Ticket(u64);

impl Pool {
    pub fn new(addr: SocketAddr, cap: usize) -> Self {
        let inner = Inner { idle: vec![], busy: HashMap::new(), next: 0 };
        Pool { addr, cap, inner: Mutex::new(inner), freed: Condvar::new() }
    }

    fn checkout(&self) -> io::Result<Ticket> {
        let mut g = self.inner.lock().unwrap();
        while g.busy.len() >= self.cap {
            g = self.freed.wait(g).unwrap();
        }
        g.idle.retain(|(since, _)| since.elapsed() < Duration::from_secs(50));
        let c = match g.idle.pop() {
            Some((_, c)) => c,
            None => {
                let s = TcpStream::connect_timeout(&self.addr, Duration::from_secs(3))?;
                s.set_read_timeout(Some(Duration::from_secs(8)))?;
                s.set_write_timeout(Some(Duration::from_secs(8)))?;
                s.set_nodelay(true)?;
                BufReader::new(s)
            }
        };
        g.next += 1;
        let id = g.next;
        g.busy.insert(id, c);
        Ok(Ticket(id))
    }

    fn checkin(&self, t: Ticket, reuse: bool) {
        let mut g = self.inner.lock().unwrap();
        if let Some(c) = g.busy.remove(&t.0) {
            if reuse {
                g.idle.push((Instant::now(), c));
            }
        }
        self.freed.notify_one();
    }

    fn ask(&self, t: Ticket, line: &str) -> io::Result<String> {
        let mut c = self.inner.lock().unwrap().busy.get(&t.0).unwrap().get_ref().try_clone().map(BufReader::new)?;
        c.get_mut().write_all(format!("{line}\n").as_bytes())?;
        let mut ans = String::new();
        if c.read_line(&mut ans)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(ans.trim_end().to_string())
    }

    pub fn policy(&self, number: &str) -> io::Result<Option<String>> {
        let t = self.checkout()?;
        let ans = self.ask(t, &format!("POL {number}"))?;
        let found = match ans.split_once(' ') {
            Some(("00", rest)) => Some(rest.to_string()),
            Some(("23", _)) => None,
            _ => {
                self.checkin(t, false);
                return Err(io::Error::new(io::ErrorKind::InvalidData, ans));
            }
        };
        self.checkin(t, true);
        Ok(found)
    }
}
