use std::sync::Arc;
use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;

const MAX_CLIP: u32 = 32 << 20;

/// Says no and waits for the other side to have read it.
async fn turn_away(mut s: TcpStream, why: &str) -> io::Result<()> {
    s.write_all(format!("NO {why}\n").as_bytes()).await?;
    s.shutdown().await?;
    let mut junk = [0u8; 8192];
    while s.read(&mut junk).await? > 0 {}
    Ok(())
}

async fn work(mut s: TcpStream) -> io::Result<()> {
    let len = timeout(Duration::from_secs(10), s.read_u32()).await??;
    if len > MAX_CLIP {
        let _ = timeout(Duration::from_secs(5), turn_away(s, "too long")).await;
        return Ok(());
    }
    let mut clip = vec![0u8; len as usize];
    timeout(Duration::from_secs(90), s.read_exact(&mut clip)).await??;
    let out = tokio::task::spawn_blocking(move || shrink(&clip))
        .await
        .map_err(|e| io::Error::new(io::ErrorKind::Other, e))?;
    timeout(Duration::from_secs(90), async {
        let mut w = io::BufWriter::new(&mut s);
        w.write_u32(out.len() as u32).await?;
        w.write_all(&out).await?;
        w.shutdown().await
    })
    .await?
}

fn shrink(clip: &[u8]) -> Vec<u8> {
    clip.chunks(4).map(|c| c[0]).collect()
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let jobs = Arc::new(Semaphore::new(4));
    let refusals = Arc::new(Semaphore::new(64));
    let l = TcpListener::bind("0.0.0.0:8444").await?;
    loop {
        let (s, who) = match l.accept().await {
            Ok(x) => x,
            Err(e) => {
                eprintln!("accept: {e}");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        match (jobs.clone().try_acquire_owned(), refusals.clone().try_acquire_owned()) {
            (Ok(permit), _) => {
                tokio::spawn(async move {
                    let _permit = permit;
                    if let Err(e) = work(s).await {
                        eprintln!("{who}: {e}");
                    }
                });
            }
            (Err(_), Ok(permit)) => {
                tokio::spawn(async move {
                    let _permit = permit;
                    let _ = timeout(Duration::from_secs(5), turn_away(s, "busy")).await;
                });
            }
            _ => drop(s),
        }
    }
}
