use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Fixed set of connections to the stock ledger, addressed by slot number.
pub struct SlotPool {
    addr: SocketAddr,
    slots: Mutex<Vec<Slot>>,
}

struct Slot {
    busy: bool,
    link: Option<BufReader<TcpStream>>,
    since: Instant,
}

impl SlotPool {
    pub fn new(addr: SocketAddr, n: usize) -> Self {
        let slots = (0..n).map(|_| Slot { busy: false, link: None, since: Instant::now() }).collect();
        SlotPool { addr, slots: Mutex::new(slots) }
    }

    fn checkout(&self) -> Option<(usize, Option<BufReader<TcpStream>>)> {
        let mut g = self.slots.lock().unwrap();
        let i = g.iter().position(|s| !s.busy)?;
        g[i].busy = true;
        let fresh = g[i].since.elapsed() < Duration::from_secs(60);
        Some((i, g[i].link.take().filter(|_| fresh)))
    }

    fn checkin(&self, i: usize, link: Option<BufReader<TcpStream>>) {
        let mut g = self.slots.lock().unwrap();
        g[i].busy = false;
        g[i].link = link;
        g[i].since = Instant::now();
    }

    fn dial(&self) -> io::Result<BufReader<TcpStream>> {
        let s = TcpStream::connect_timeout(&self.addr, Duration::from_secs(2))?;
        s.set_nodelay(true)?;
        s.set_read_timeout(Some(Duration::from_secs(4)))?;
        s.set_write_timeout(Some(Duration::from_secs(4)))?;
        Ok(BufReader::new(s))
    }

    pub fn stock(&self, sku: &str) -> io::Result<Option<u32>> {
        let Some((i, link)) = self.checkout() else {
            return Err(io::Error::new(io::ErrorKind::Other, "all slots busy"));
        };
        let mut link = match link.map_or_else(|| self.dial(), Ok) {
            Ok(l) => l,
            Err(e) => {
                self.checkin(i, None);
                return Err(e);
            }
        };
        let mut ans = String::new();
        link.get_mut().write_all(format!("STOCK {sku}\n").as_bytes())
            .and_then(|_| link.read_line(&mut ans))?;
        self.checkin(i, if ans.is_empty() { None } else { Some(link) });
        Ok(ans.trim().parse().ok())
    }
}
