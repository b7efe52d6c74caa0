/// A connection lent out by `Pool`; it goes back when dropped, unless broken.
pub struct Lease<'a> {
    pool: &'a Pool,
    conn: Option<TcpStream>,
    broken: bool,
}

pub struct Pool {
    addr: SocketAddr,
    idle: Mutex<Vec<(Instant, TcpStream)>>,
    max_idle: usize,
    max_age: Duration,
}

impl Pool {
    pub fn lease(&self) -> io::Result<Lease<'_>> {
        let now = Instant::now();
        let mut idle = self.idle.lock().unwrap();
        idle.retain(|(t, _)| now.duration_since(*t) < self.max_age);
        let conn = match idle.pop() {
            Some((_, c)) => c,
            None => {
                drop(idle);
                let c = TcpStream::connect_timeout(&self.addr, Duration::from_millis(800))?;
                c.set_nodelay(true)?;
                c.set_read_timeout(Some(Duration::from_secs(2)))?;
                c.set_write_timeout(Some(Duration::from_secs(2)))?;
                c
            }
        };
        Ok(Lease { pool: self, conn: Some(conn), broken: false })
    }
}

impl Lease<'_> {
    pub fn exchange(&mut self, req: &[u8], resp: &mut [u8]) -> io::Result<()> {
        let c = self.conn.as_mut().expect("lease in use");
        let r = c.write_all(req).and_then(|_| c.read_exact(resp));
        self.broken |= r.is_err();
        r
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        if self.broken {
            return;
        }
        if let Some(c) = self.conn.take() {
            let mut idle = self.pool.idle.lock().unwrap();
            if idle.len() < self.pool.max_idle {
                idle.push((Instant::now(), c));
            }
        }
    }
}
