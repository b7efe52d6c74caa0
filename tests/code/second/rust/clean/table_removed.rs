use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, RwLock};

type Peers = Arc<RwLock<HashMap<SocketAddr, mpsc::Sender<String>>>>;

async fn tell(peers: &Peers, from: SocketAddr, line: String) {
    for (addr, tx) in peers.read().await.iter() {
        if *addr != from {
            let _ = tx.try_send(line.clone());
        }
    }
}

pub async fn run(listener: TcpListener) -> std::io::Result<()> {
    let peers: Peers = Arc::default();
    loop {
        let (stream, addr) = listener.accept().await?;
        let peers = peers.clone();
        tokio::spawn(async move {
            let (r, mut w) = stream.into_split();
            let (tx, mut rx) = mpsc::channel::<String>(32);
            peers.write().await.insert(addr, tx);
            let writer = tokio::spawn(async move {
                while let Some(line) = rx.recv().await {
                    if w.write_all(line.as_bytes()).await.is_err() {
                        break;
                    }
                }
            });
            let mut lines = BufReader::new(r).lines();
            while let Ok(Some(l)) = lines.next_line().await {
                tell(&peers, addr, l + "\n").await;
            }
            // the last sender goes with the entry; that ends the writer, which owns the other half
            peers.write().await.remove(&addr);
            let _ = writer.await;
        });
    }
}
