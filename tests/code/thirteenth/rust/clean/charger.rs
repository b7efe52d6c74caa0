use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{timeout, timeout_at, Instant};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

// Wallboxes: 8-byte request, 8-byte answer; hung up after ten quiet minutes.
async fn wallbox(mut s: TcpStream, peer: SocketAddr, stop: CancellationToken) {
    let mut req = [0u8; 8];
    let mut deadline = Instant::now() + Duration::from_secs(600);
    loop {
        let got = tokio::select! {
            _ = stop.cancelled() => return,
            r = timeout_at(deadline, s.read_exact(&mut req)) => r,
        };
        match got {
            Err(_) => {
                log::info!("{peer}: quiet, closing");
                break;
            }
            Ok(Err(e)) => {
                log::debug!("{peer}: {e}");
                break;
            }
            Ok(Ok(_)) => {}
        }
        deadline = Instant::now() + Duration::from_secs(600);
        let amps = u64::from_be_bytes(req) % 32;
        match timeout(Duration::from_secs(5), s.write_all(&amps.to_be_bytes())).await {
            Ok(Ok(())) => {}
            _ => break,
        }
    }
    let _ = s.shutdown().await;
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let l = TcpListener::bind("0.0.0.0:8887").await?;
    let stop = CancellationToken::new();
    let tasks = TaskTracker::new();
    loop {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => break,
            r = l.accept() => match r {
                Ok((s, peer)) => {
                    let _ = s.set_nodelay(true);
                    tasks.spawn(wallbox(s, peer, stop.clone()));
                }
                Err(e) => {
                    log::error!("accept: {e}");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }
    stop.cancel();
    tasks.close();
    let _ = timeout(Duration::from_secs(10), tasks.wait()).await;
    Ok(())
}
