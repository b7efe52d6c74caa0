use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{watch, Semaphore};
use tokio::task::JoinSet;
use tokio::time::timeout;

async fn handset(mut s: TcpStream, votes: Arc<parking_lot::Mutex<[u64; 4]>>) -> std::io::Result<()> {
    s.set_nodelay(true)?;
    let mut buf = [0u8; 64];
    loop {
        let n = match timeout(Duration::from_secs(1800), s.read(&mut buf)).await {
            Ok(r) => r?,
            Err(_) => return Ok(()),
        };
        if n == 0 {
            return Ok(());
        }
        let acks: Vec<u8> = {
            let mut v = votes.lock();
            buf[..n]
                .iter()
                .map(|k| match k {
                    b'A'..=b'D' => {
                        v[(k - b'A') as usize] += 1;
                        b'+'
                    }
                    _ => b'-',
                })
                .collect()
        };
        s.write_all(&acks).await?;
    }
}

/// Serves until `stop` turns true, then gives the handsets two seconds and ends them.
pub async fn count(l: TcpListener, mut stop: watch::Receiver<bool>) -> [u64; 4] {
    let votes = Arc::new(parking_lot::Mutex::new([0u64; 4]));
    let room = Arc::new(Semaphore::new(2000));
    let mut tasks = JoinSet::new();
    loop {
        let permit = match room.clone().acquire_owned().await {
            Ok(p) => p,
            Err(_) => break,
        };
        tokio::select! {
            _ = stop.changed() => break,
            r = l.accept() => match r {
                Ok((s, who)) => {
                    let v = votes.clone();
                    tasks.spawn(async move {
                        let _permit = permit;
                        if let Err(e) = handset(s, v).await {
                            log::debug!("{who}: {e}");
                        }
                    });
                }
                Err(e) => {
                    log::error!("accept: {e}");
                    tokio::time::sleep(Duration::from_millis(300)).await;
                }
            },
            Some(_) = tasks.join_next() => {}
        }
    }
    drop(l);
    let _ = timeout(Duration::from_secs(2), async { while tasks.join_next().await.is_some() {} }).await;
    tasks.shutdown().await;
    let total = *votes.lock();
    total
}
