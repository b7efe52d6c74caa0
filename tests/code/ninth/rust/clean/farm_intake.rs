use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{self, error::TrySendError};
use tokio::time::timeout;

const LIMIT: u64 = 32 << 20;

async fn convert(mut s: TcpStream) -> std::io::Result<()> {
    let mut doc = Vec::new();
    let mut limited = (&mut s).take(LIMIT + 1);
    timeout(Duration::from_secs(60), limited.read_to_end(&mut doc)).await??;
    if doc.len() as u64 > LIMIT {
        return refuse(s, b"ERR too large\n").await;
    }
    let out = tokio::task::spawn_blocking(move || doc.to_ascii_uppercase()).await?;
    timeout(Duration::from_secs(60), s.write_all(&out)).await??;
    s.shutdown().await
}

/// Answers and reads on until the peer is done, so that the answer gets there.
async fn refuse(mut s: TcpStream, why: &[u8]) -> std::io::Result<()> {
    s.write_all(why).await?;
    s.shutdown().await?;
    let mut bin = [0u8; 16384];
    let drain = async {
        while s.read(&mut bin).await? > 0 {}
        Ok::<_, std::io::Error>(())
    };
    timeout(Duration::from_secs(3), drain).await.unwrap_or(Ok(()))
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let (tx, mut rx) = mpsc::channel::<TcpStream>(64);
    let worker = tokio::spawn(async move {
        while let Some(s) = rx.recv().await {
            if let Err(e) = convert(s).await {
                eprintln!("convert: {e}");
            }
        }
    });
    let l = TcpListener::bind("127.0.0.1:7801").await?;
    loop {
        let s = tokio::select! {
            r = l.accept() => match r {
                Ok((s, _)) => s,
                Err(e) => {
                    eprintln!("accept: {e}");
                    tokio::time::sleep(Duration::from_millis(400)).await;
                    continue;
                }
            },
            _ = tokio::signal::ctrl_c() => break,
        };
        match tx.try_send(s) {
            Ok(()) => {}
            Err(TrySendError::Full(s)) => {
                tokio::spawn(async move {
                    if let Err(e) = refuse(s, b"ERR busy\n").await {
                        eprintln!("refusal: {e}");
                    }
                });
            }
            Err(TrySendError::Closed(_)) => break,
        }
    }
    drop(tx);
    let _ = worker.await;
    Ok(())
}
