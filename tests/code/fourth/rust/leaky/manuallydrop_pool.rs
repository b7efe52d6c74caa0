use std::io::{self, Read, Write};
use std::mem::ManuallyDrop;
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::time::Duration;

pub struct Pool {
    addr: SocketAddr,
    free: Mutex<Vec<TcpStream>>,
    max: usize,
}

pub struct Guard<'a> {
    pool: &'a Pool,
    conn: ManuallyDrop<TcpStream>,
    broken: bool,
}

impl Pool {
    pub fn get(&self) -> io::Result<Guard<'_>> {
        let cached = self.free.lock().unwrap().pop();
        let conn = match cached {
            Some(c) => c,
            None => {
                let c = TcpStream::connect_timeout(&self.addr, Duration::from_secs(2))?;
                c.set_nodelay(true)?;
                c.set_read_timeout(Some(Duration::from_secs(5)))?;
                c
            }
        };
        Ok(Guard { pool: self, conn: ManuallyDrop::new(conn), broken: false })
    }
}

impl Guard<'_> {
    pub fn ask(&mut self, q: &[u8], out: &mut [u8]) -> io::Result<()> {
        let r = self.conn.write_all(q).and_then(|_| self.conn.read_exact(out));
        self.broken |= r.is_err();
        r
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        if self.broken {
            return;
        }
        let conn = unsafe { ManuallyDrop::take(&mut self.conn) };
        let mut free = self.pool.free.lock().unwrap();
        if free.len() < self.pool.max {
            free.push(conn);
        }
    }
}
