use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

/// Counts the votes of the studio audience; each handset sends one byte per press.
#[derive(Default)]
pub struct Tally {
    votes: [AtomicU64; 4],
}

impl Tally {
    fn add(&self, key: u8) -> bool {
        match key {
            b'A'..=b'D' => {
                self.votes[(key - b'A') as usize].fetch_add(1, Ordering::Relaxed);
                true
            }
            _ => false,
        }
    }
}

async fn handset(mut s: TcpStream, tally: Arc<Tally>) -> std::io::Result<()> {
    s.set_nodelay(true)?;
    let mut buf = [0u8; 64];
    loop {
        let n = timeout(Duration::from_secs(3600), s.read(&mut buf)).await??;
        if n == 0 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        }
        let mut acks = Vec::with_capacity(n);
        for &k in &buf[..n] {
            acks.push(if tally.add(k) { b'+' } else { b'-' });
        }
        s.write_all(&acks).await?;
    }
}

pub async fn serve(listener: TcpListener, tally: Arc<Tally>) {
    loop {
        match listener.accept().await {
            Ok((s, who)) => {
                let t = tally.clone();
                tokio::spawn(async move {
                    if let Err(e) = handset(s, t).await {
                        log::debug!("handset {who}: {e}");
                    }
                });
            }
            Err(e) => {
                log::error!("accept: {e}");
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        }
    }
}
