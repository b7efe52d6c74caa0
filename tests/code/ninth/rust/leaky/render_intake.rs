use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{self, error::TrySendError};

const MAX_SCENE: u64 = 64 << 20;

struct Job {
    peer: SocketAddr,
    stream: TcpStream,
}

async fn render(job: Job) -> std::io::Result<()> {
    let Job { mut stream, peer } = job;
    let mut scene = Vec::new();
    let mut body = (&mut stream).take(MAX_SCENE);
    tokio::time::timeout(Duration::from_secs(60), body.read_to_end(&mut scene)).await??;
    if scene.len() as u64 == MAX_SCENE {
        return Err(std::io::ErrorKind::InvalidData.into());
    }
    let started = std::time::Instant::now();
    let picture = tokio::task::spawn_blocking(move || scene.iter().rev().copied().collect::<Vec<u8>>()).await?;
    stream.write_all(&picture).await?;
    stream.shutdown().await?;
    println!("{peer}: {} bytes in {:?}", picture.len(), started.elapsed());
    Ok(())
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let (tx, mut rx) = mpsc::channel::<Job>(32);
    tokio::spawn(async move {
        while let Some(job) = rx.recv().await {
            let peer = job.peer;
            if let Err(e) = render(job).await {
                eprintln!("{peer}: {e}");
            }
        }
    });

    let listener = TcpListener::bind(("0.0.0.0", 7800)).await?;
    let mut parked = Vec::new();
    loop {
        let (stream, peer) = listener.accept().await?;
        match tx.try_send(Job { peer, stream }) {
            Ok(()) => {}
            Err(TrySendError::Full(job)) => {
                eprintln!("{peer}: farm is full, {} waiting", parked.len());
                parked.push(job);
            }
            Err(TrySendError::Closed(_)) => return Ok(()),
        }
    }
}
