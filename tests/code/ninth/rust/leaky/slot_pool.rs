use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

struct Slot {
    conn: Option<BufReader<TcpStream>>,
    busy: bool,
    used: Instant,
}

/// Fixed number of connections to the dictionary server. A lease is the index of a slot.
pub struct DictPool {
    addr: SocketAddr,
    slots: Mutex<Vec<Slot>>,
    freed: Condvar,
}

impl DictPool {
    pub fn new(addr: SocketAddr, n: usize) -> Self {
        let slots = (0..n).map(|_| Slot { conn: None, busy: false, used: Instant::now() }).collect();
        DictPool { addr, slots: Mutex::new(slots), freed: Condvar::new() }
    }

    fn lease(&self) -> io::Result<usize> {
        let guard = self.slots.lock().unwrap();
        let (mut slots, t) = self
            .freed
            .wait_timeout_while(guard, Duration::from_secs(3), |s| s.iter().all(|x| x.busy))
            .unwrap();
        if t.timed_out() {
            return Err(io::Error::new(io::ErrorKind::TimedOut, "all dictionary connections are busy"));
        }
        let i = slots.iter().position(|x| !x.busy).unwrap();
        slots[i].busy = true;
        Ok(i)
    }

    fn give_back(&self, i: usize, conn: Option<BufReader<TcpStream>>) {
        let mut slots = self.slots.lock().unwrap();
        slots[i] = Slot { conn, busy: false, used: Instant::now() };
        self.freed.notify_one();
    }

    pub fn define(&self, word: &str) -> io::Result<Option<String>> {
        let i = self.lease()?;
        let result = self.with_conn(i, |c| {
            c.get_mut().write_all(format!("DEF {word}\n").as_bytes())?;
            let mut line = String::new();
            if c.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            Ok(line)
        });
        match result {
            Ok(line) if line.trim() == "-" => Ok(None),
            Ok(line) => {
                let mut s = self.slots.lock().unwrap();
                s[i].busy = false;
                self.freed.notify_one();
                Ok(Some(line.trim_end().to_string()))
            }
            Err(e) => {
                self.give_back(i, None);
                Err(e)
            }
        }
    }

    fn with_conn<T>(&self, i: usize, f: impl FnOnce(&mut BufReader<TcpStream>) -> io::Result<T>) -> io::Result<T> {
        let (old, used) = {
            let mut s = self.slots.lock().unwrap();
            (s[i].conn.take(), s[i].used)
        };
        let mut c = match old {
            Some(c) if used.elapsed() < Duration::from_secs(20) => c,
            _ => {
                let s = TcpStream::connect_timeout(&self.addr, Duration::from_secs(2))?;
                s.set_nodelay(true)?;
                s.set_read_timeout(Some(Duration::from_secs(5)))?;
                BufReader::new(s)
            }
        };
        let r = f(&mut c)?;
        let mut s = self.slots.lock().unwrap();
        s[i].conn = Some(c);
        s[i].used = Instant::now();
        Ok(r)
    }
}
