use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::time::{Duration, Instant};

const MAX_IDLE: Duration = Duration::from_secs(50);

pub struct Pool {
    addr: SocketAddr,
    free: Mutex<Vec<(TcpStream, Instant)>>,
    max: usize,
}

pub struct Guard<'a> {
    pool: &'a Pool,
    conn: Option<TcpStream>,
}

impl Pool {
    pub fn get(&self) -> io::Result<Guard<'_>> {
        let mut free = self.free.lock().unwrap();
        free.retain(|(_, since)| since.elapsed() < MAX_IDLE);
        let cached = free.pop();
        drop(free);
        let conn = match cached {
            Some((c, _)) => c,
            None => self.dial()?,
        };
        Ok(Guard { pool: self, conn: Some(conn) })
    }

    fn dial(&self) -> io::Result<TcpStream> {
        let c = TcpStream::connect_timeout(&self.addr, Duration::from_secs(2))?;
        c.set_nodelay(true)?;
        c.set_read_timeout(Some(Duration::from_secs(5)))?;
        c.set_write_timeout(Some(Duration::from_secs(5)))?;
        Ok(c)
    }
}

impl Guard<'_> {
    pub fn ask(&mut self, q: &[u8], out: &mut [u8]) -> io::Result<()> {
        let mut c = self.conn.take().ok_or(io::ErrorKind::NotConnected)?;
        c.write_all(q)?;
        c.read_exact(out)?;
        self.conn = Some(c);
        Ok(())
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        if let Some(c) = self.conn.take() {
            let mut free = self.pool.free.lock().unwrap();
            if free.len() < self.pool.max {
                free.push((c, Instant::now()));
            }
        }
    }
}
