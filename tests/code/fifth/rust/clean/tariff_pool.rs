use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

const IDLE: Duration = Duration::from_secs(25);

/// Pool to the tariff engine. A `Lease` returns its stream when dropped, unless it is spoilt.
pub struct Pool {
    addr: SocketAddr,
    parked: Mutex<VecDeque<(TcpStream, Instant)>>,
    permits: Arc<Semaphore>,
}

pub struct Lease {
    s: Option<TcpStream>,
    spoilt: bool,
    pool: Arc<Pool>,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(s) = self.s.take() {
            if !self.spoilt {
                self.pool.parked.lock().unwrap().push_back((s, Instant::now()));
            }
        }
    }
}

impl Pool {
    pub fn new(addr: SocketAddr, max: usize) -> Arc<Pool> {
        let p = Arc::new(Pool { addr, parked: Mutex::default(), permits: Arc::new(Semaphore::new(max)) });
        let weak = Arc::downgrade(&p);
        tokio::spawn(async move {
            while let Some(p) = weak.upgrade() {
                p.parked.lock().unwrap().retain(|(_, t)| t.elapsed() < IDLE);
                drop(p);
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
        });
        p
    }

    fn unpark(&self) -> Option<TcpStream> {
        let mut q = self.parked.lock().unwrap();
        while let Some((s, t)) = q.pop_back() {
            let mut b = [0u8; 1];
            let quiet = matches!(s.try_read(&mut b), Err(e) if e.kind() == io::ErrorKind::WouldBlock);
            if quiet && t.elapsed() < IDLE {
                return Some(s);
            }
        }
        None
    }

    pub async fn lease(self: &Arc<Self>) -> io::Result<Lease> {
        let permit = timeout(Duration::from_secs(3), self.permits.clone().acquire_owned())
            .await?
            .map_err(io::Error::other)?;
        let s = match self.unpark() {
            Some(s) => s,
            None => {
                let s = timeout(Duration::from_secs(2), TcpStream::connect(self.addr)).await??;
                s.set_nodelay(true)?;
                s
            }
        };
        Ok(Lease { s: Some(s), spoilt: true, pool: self.clone(), _permit: permit })
    }
}

impl Lease {
    pub async fn price(mut self, article: u32) -> io::Result<u64> {
        let s = self.s.as_mut().expect("live until drop");
        let cents = timeout(Duration::from_secs(2), async {
            s.write_all(&article.to_be_bytes()).await?;
            s.read_u64().await
        })
        .await??;
        self.spoilt = false; // in step again, may go back
        Ok(cents)
    }
}
