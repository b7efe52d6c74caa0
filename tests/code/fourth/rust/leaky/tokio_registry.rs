use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use tokio::time::timeout;

type Peers = Arc<Mutex<HashMap<SocketAddr, OwnedWriteHalf>>>;

async fn session(stream: TcpStream, addr: SocketAddr, peers: Peers) -> anyhow::Result<()> {
    let (rd, wr) = stream.into_split();
    peers.lock().await.insert(addr, wr);
    let mut lines = BufReader::new(rd).lines();
    while let Some(line) = timeout(Duration::from_secs(300), lines.next_line()).await?? {
        let mut all = peers.lock().await;
        for (a, w) in all.iter_mut() {
            if *a != addr {
                let _ = w.write_all(format!("{line}\n").as_bytes()).await;
            }
        }
    }
    tracing::info!(%addr, "left");
    Ok(())
}

pub async fn run(listener: TcpListener) -> anyhow::Result<()> {
    let peers: Peers = Default::default();
    loop {
        let (stream, addr) = listener.accept().await?;
        let peers = peers.clone();
        tokio::spawn(async move {
            if let Err(e) = session(stream, addr, peers.clone()).await {
                tracing::warn!(%addr, "{e:#}");
                peers.lock().await.remove(&addr);
            }
        });
    }
}
