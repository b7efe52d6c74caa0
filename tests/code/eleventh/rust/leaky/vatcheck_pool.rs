use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::time::{Duration, Instant};

struct Link {
    io: BufReader<TcpStream>,
    used: Instant,
}

struct Shelf {
    idle: Vec<Link>,
    failed: Vec<(Instant, Link)>,
}

/// Connections to the VAT number checker (line protocol, one answer per line).
pub struct VatPool {
    addr: SocketAddr,
    shelf: Mutex<Shelf>,
}

const MAX_IDLE: usize = 8;
const IDLE_FOR: Duration = Duration::from_secs(45);

impl VatPool {
    pub fn new(addr: SocketAddr) -> Self {
        VatPool { addr, shelf: Mutex::new(Shelf { idle: vec![], failed: vec![] }) }
    }

    fn take(&self) -> io::Result<Link> {
        let mut s = self.shelf.lock().unwrap();
        s.idle.retain(|l| l.used.elapsed() < IDLE_FOR);
        if let Some(l) = s.idle.pop() {
            return Ok(l);
        }
        drop(s);
        let t = TcpStream::connect_timeout(&self.addr, Duration::from_secs(3))?;
        t.set_nodelay(true)?;
        t.set_read_timeout(Some(Duration::from_secs(5)))?;
        t.set_write_timeout(Some(Duration::from_secs(5)))?;
        Ok(Link { io: BufReader::new(t), used: Instant::now() })
    }

    fn ask(link: &mut Link, vat: &str) -> io::Result<bool> {
        let q = format!("CHECK {vat}\n");
        link.io.get_mut().write_all(q.as_bytes())?;
        let mut a = String::new();
        if link.io.read_line(&mut a)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        link.used = Instant::now();
        Ok(a.trim_end() == "VALID")
    }

    pub fn check(&self, vat: &str) -> io::Result<bool> {
        let mut link = self.take()?;
        let res = Self::ask(&mut link, vat);
        let mut s = self.shelf.lock().unwrap();
        match &res {
            Ok(_) if s.idle.len() < MAX_IDLE => s.idle.push(link),
            Ok(_) => {}
            Err(_) => s.failed.push((Instant::now(), link)),
        }
        res
    }

    pub fn recent_failures(&self) -> usize {
        let s = self.shelf.lock().unwrap();
        s.failed.iter().filter(|(t, _)| t.elapsed().as_secs() < 60).count()
    }
}
