use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use tokio::time::timeout;

struct Parked {
    peer: SocketAddr,
    stream: TcpStream,
}

#[derive(Clone, Default)]
struct Server {
    quiet: Arc<Mutex<Vec<Parked>>>,
}

impl Server {
    /// Fuel pumps: 4-byte request, 4-byte answer.
    async fn pump(self, mut stream: TcpStream, peer: SocketAddr) {
        let mut req = [0u8; 4];
        loop {
            match timeout(Duration::from_secs(120), stream.read_exact(&mut req)).await {
                Ok(Ok(_)) => {
                    let ans = (u32::from_be_bytes(req).wrapping_mul(31)).to_be_bytes();
                    if let Err(e) = stream.write_all(&ans).await {
                        log::warn!("{peer}: {e}");
                        return;
                    }
                }
                Ok(Err(e)) => {
                    log::info!("{peer}: {e}");
                    return;
                }
                Err(_) => {
                    log::info!("{peer}: no sale for two minutes");
                    self.quiet.lock().await.push(Parked { peer, stream });
                    return;
                }
            }
        }
    }

    /// for the status page
    async fn quiet_pumps(&self) -> Vec<SocketAddr> {
        self.quiet.lock().await.iter().map(|p| p.peer).collect()
    }
}

async fn status_page(srv: Server) {
    loop {
        tokio::time::sleep(Duration::from_secs(60)).await;
        log::info!("quiet: {:?}", srv.quiet_pumps().await);
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let l = TcpListener::bind("0.0.0.0:7711").await?;
    let srv = Server::default();
    tokio::spawn(status_page(srv.clone()));
    loop {
        match l.accept().await {
            Ok((s, peer)) => {
                let _ = s.set_nodelay(true);
                tokio::spawn(srv.clone().pump(s, peer));
            }
            Err(e) => {
                log::error!("accept: {e}");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}
