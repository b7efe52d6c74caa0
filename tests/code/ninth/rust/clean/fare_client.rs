use std::collections::VecDeque;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Mutex, Semaphore};
use tokio::time::timeout;

const KEEP: Duration = Duration::from_secs(15);

/// Client of the fare engine: at most `max` calls at once, connections are kept between calls for KEEP.
pub struct FareClient {
    addr: SocketAddr,
    permits: Semaphore,
    idle: Mutex<VecDeque<(TcpStream, Instant)>>,
}

impl FareClient {
    pub fn new(addr: SocketAddr, max: usize) -> Self {
        FareClient { addr, permits: Semaphore::new(max), idle: Mutex::default() }
    }

    async fn checkout(&self) -> io::Result<TcpStream> {
        let mut idle = self.idle.lock().await;
        while let Some((s, since)) = idle.pop_front() {
            // readable while idle: the engine has closed it, or is out of step
            let mut probe = [0u8; 1];
            let quiet = matches!(s.try_read(&mut probe), Err(ref e) if e.kind() == io::ErrorKind::WouldBlock);
            if quiet && since.elapsed() < KEEP {
                return Ok(s);
            }
        }
        drop(idle);
        let s = TcpStream::connect(self.addr).await?;
        s.set_nodelay(true)?;
        Ok(s)
    }

    pub async fn fare(&self, from: u16, to: u16) -> io::Result<u32> {
        let _permit = self.permits.acquire().await.map_err(|_| io::ErrorKind::BrokenPipe)?;
        self.limited(async {
            let mut s = self.checkout().await?;
            let mut q = [b'F'; 5];
            q[1..3].copy_from_slice(&from.to_be_bytes());
            q[3..].copy_from_slice(&to.to_be_bytes());
            s.write_all(&q).await?;
            let cents = s.read_u32().await?;
            self.idle.lock().await.push_back((s, Instant::now()));
            Ok(cents)
        })
        .await
    }

    async fn limited<T>(&self, f: impl Future<Output = io::Result<T>>) -> io::Result<T> {
        match timeout(Duration::from_secs(3), f).await {
            Ok(r) => r,
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    /// Driven by an interval in main.
    pub async fn sweep(&self) {
        self.idle.lock().await.retain(|(_, since)| since.elapsed() < KEEP);
    }
}
