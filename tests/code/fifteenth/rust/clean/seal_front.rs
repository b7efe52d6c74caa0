use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

// Electronic seal: signing is slow CPU work, so it goes to the blocking pool.

fn seal(doc: String) -> String {
    format!("SEAL {:08x}\n", doc.bytes().fold(7u32, |a, b| a.wrapping_mul(31) + u32::from(b)))
}

async fn one(s: TcpStream) -> anyhow::Result<()> {
    let mut s = BufReader::new(s);
    let mut doc = String::new();
    (&mut s).take(65536).read_line(&mut doc).await?;
    let answer = tokio::task::spawn_blocking(move || seal(doc)).await?;
    s.write_all(answer.as_bytes()).await?;
    s.shutdown().await?;
    tokio::io::copy(&mut s, &mut tokio::io::sink()).await?;
    Ok(())
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let l = TcpListener::bind("0.0.0.0:3162").await?;
    let slots = Arc::new(Semaphore::new(500));
    loop {
        let slot = slots.clone().acquire_owned().await?;
        match l.accept().await {
            Ok((s, who)) => {
                tokio::spawn(async move {
                    match timeout(Duration::from_secs(20), one(s)).await {
                        Ok(Ok(())) => {}
                        Ok(Err(e)) => eprintln!("{who}: {e}"),
                        Err(_) => eprintln!("{who}: took too long"),
                    }
                    drop(slot);
                });
            }
            Err(e) => {
                eprintln!("accept: {e}");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}
