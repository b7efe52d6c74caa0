use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tracing::{info, warn};

const SILENCE: Duration = Duration::from_secs(180);

pub struct Level {
    pub tank: u16,
    pub mm: u16,
}

async fn gauge(mut stream: TcpStream, tx: Arc<mpsc::Sender<Level>>) -> std::io::Result<u64> {
    let mut frame = [0u8; 4];
    let mut frames = 0;
    loop {
        match timeout(SILENCE, stream.read_exact(&mut frame)).await {
            Err(_) => {
                warn!("gauge silent for {SILENCE:?}");
                return Ok(frames);
            }
            Ok(Err(e)) if e.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(frames),
            Ok(r) => {
                r?;
            }
        }
        frames += 1;
        let level = Level {
            tank: u16::from_be_bytes([frame[0], frame[1]]),
            mm: u16::from_be_bytes([frame[2], frame[3]]),
        };
        if tx.send(level).await.is_err() {
            return Ok(frames);
        }
    }
}

pub async fn run(listener: TcpListener, tx: mpsc::Sender<Level>) {
    let tx = Arc::new(tx);
    loop {
        let (stream, addr) = match listener.accept().await {
            Ok(x) => x,
            Err(e) => {
                warn!(error = %e, "accept");
                tokio::time::sleep(Duration::from_millis(250)).await;
                continue;
            }
        };
        let tx = tx.clone();
        tokio::spawn(async move {
            match gauge(stream, tx).await {
                Ok(n) => info!(%addr, n, "gauge done"),
                Err(e) => warn!(%addr, error = %e, "gauge failed"),
            }
        });
    }
}
