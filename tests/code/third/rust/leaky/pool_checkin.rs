use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

pub struct Pool {
    addr: SocketAddr,
    max: usize,
    state: Mutex<State>,
    cond: Condvar,
}

#[derive(Default)]
struct State {
    idle: VecDeque<BufReader<TcpStream>>,
    suspect: Vec<BufReader<TcpStream>>,
    out: usize,
}

impl Pool {
    fn checkout(&self) -> io::Result<BufReader<TcpStream>> {
        let mut st = self.state.lock().unwrap();
        while st.idle.is_empty() && st.out >= self.max {
            st = self.cond.wait(st).unwrap();
        }
        st.out += 1;
        if let Some(c) = st.idle.pop_front() {
            return Ok(c);
        }
        drop(st);
        let open = || {
            let s = TcpStream::connect_timeout(&self.addr, Duration::from_secs(2))?;
            s.set_nodelay(true)?;
            s.set_read_timeout(Some(Duration::from_secs(4)))?;
            Ok(BufReader::new(s))
        };
        open().map_err(|e| {
            self.state.lock().unwrap().out -= 1;
            self.cond.notify_one();
            e
        })
    }

    fn checkin(&self, c: BufReader<TcpStream>, ok: bool) {
        let mut st = self.state.lock().unwrap();
        st.out -= 1;
        if ok {
            st.idle.push_back(c);
        } else {
            st.suspect.push(c);
        }
        self.cond.notify_one();
    }

    pub fn ask(&self, q: &str) -> io::Result<String> {
        let mut c = self.checkout()?;
        let mut line = String::new();
        let r = c
            .get_mut()
            .write_all(format!("{q}\n").as_bytes())
            .and_then(|_| c.read_line(&mut line));
        let ok = matches!(r, Ok(n) if n > 0);
        self.checkin(c, ok);
        if ok { Ok(line) } else { Err(r.err().unwrap_or_else(|| io::ErrorKind::UnexpectedEof.into())) }
    }
}
