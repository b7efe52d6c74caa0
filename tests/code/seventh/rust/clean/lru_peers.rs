use std::io::{self, Write};
use std::net::{IpAddr, TcpStream};
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use lru::LruCache;

/// Gossip connections to the neighbours we talked to last. Whatever falls out is closed by drop.
pub struct Neighbours {
    cache: LruCache<IpAddr, Peer>,
    port: u16,
}

struct Peer {
    sock: TcpStream,
    used: Instant,
}

impl Neighbours {
    pub fn new(port: u16, keep: usize) -> Self {
        let cap = NonZeroUsize::new(keep).unwrap_or(NonZeroUsize::MIN);
        Neighbours { cache: LruCache::new(cap), port }
    }

    pub fn tell(&mut self, ip: IpAddr, digest: &[u8]) -> io::Result<()> {
        self.expire();
        let mut msg = Vec::with_capacity(digest.len() + 4);
        msg.extend_from_slice(&(digest.len() as u32).to_be_bytes());
        msg.extend_from_slice(digest);

        if let Some(p) = self.cache.get_mut(&ip) {
            match p.sock.write_all(&msg) {
                Ok(()) => {
                    p.used = Instant::now();
                    return Ok(());
                }
                Err(e) => {
                    log::debug!("{ip} went away ({e}), once more");
                    self.cache.pop(&ip);
                }
            }
        }
        let mut sock = self.open(ip)?;
        sock.write_all(&msg)?;
        self.cache.put(ip, Peer { sock, used: Instant::now() });
        Ok(())
    }

    fn open(&self, ip: IpAddr) -> io::Result<TcpStream> {
        let s = TcpStream::connect_timeout(&(ip, self.port).into(), Duration::from_millis(800))?;
        s.set_write_timeout(Some(Duration::from_secs(1)))?;
        s.set_nodelay(true)?;
        Ok(s)
    }

    /// Least recently used are at the back.
    fn expire(&mut self) {
        while let Some((_, p)) = self.cache.peek_lru() {
            if p.used.elapsed() < Duration::from_secs(50) {
                break;
            }
            self.cache.pop_lru();
        }
    }
}
