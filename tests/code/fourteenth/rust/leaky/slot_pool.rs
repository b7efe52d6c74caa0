use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

struct Slot {
    busy: bool,
    conn: Option<TcpStream>,
}

/// Fixed set of connections to the card terminal concentrator (same rack).
pub struct SlotPool {
    addr: SocketAddr,
    slots: Mutex<Vec<Slot>>,
    freed: Condvar,
}

impl SlotPool {
    pub fn new(addr: SocketAddr, n: usize) -> Self {
        let slots = (0..n).map(|_| Slot { busy: false, conn: None }).collect();
        SlotPool { addr, slots: Mutex::new(slots), freed: Condvar::new() }
    }

    fn lease(&self) -> usize {
        let mut s = self.slots.lock().unwrap();
        loop {
            if let Some(i) = s.iter().position(|x| !x.busy) {
                s[i].busy = true;
                return i;
            }
            s = self.freed.wait(s).unwrap();
        }
    }

    fn release(&self, i: usize, conn: Option<TcpStream>) {
        let mut s = self.slots.lock().unwrap();
        s[i] = Slot { busy: false, conn };
        self.freed.notify_one();
    }

    fn exchange(&self, conn: Option<TcpStream>, req: &str) -> io::Result<(String, TcpStream)> {
        let mut c = match conn {
            Some(c) => c,
            None => {
                let c = TcpStream::connect_timeout(&self.addr, Duration::from_secs(5))?;
                c.set_read_timeout(Some(Duration::from_secs(30)))?;
                c.set_write_timeout(Some(Duration::from_secs(5)))?;
                c
            }
        };
        c.write_all(format!("{req}\r\n").as_bytes())?;
        let mut line = String::new();
        if BufReader::new(&c).read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok((line, c))
    }

    pub fn authorize(&self, terminal: &str, cents: u64) -> io::Result<bool> {
        let i = self.lease();
        let conn = self.slots.lock().unwrap()[i].conn.take();
        let (answer, conn) = self.exchange(conn, &format!("AUTH {terminal} {cents}"))?;
        self.release(i, Some(conn));
        Ok(answer.starts_with("APPROVED"))
    }
}
