use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;

type Peers = Arc<Mutex<HashMap<SocketAddr, OwnedWriteHalf>>>;

async fn client(stream: TcpStream, addr: SocketAddr, peers: Peers) -> std::io::Result<()> {
    let (rd, wr) = stream.into_split();
    peers.lock().await.insert(addr, wr);

    let mut lines = BufReader::new(rd).lines();
    while let Some(line) = lines.next_line().await? {
        let msg = format!("{addr}: {line}\n");
        let mut map = peers.lock().await;
        let mut dead = Vec::new();
        for (a, w) in map.iter_mut() {
            if *a != addr && w.write_all(msg.as_bytes()).await.is_err() {
                dead.push(*a);
            }
        }
        for a in dead {
            map.remove(&a);
        }
    }
    tracing::info!(%addr, "left");
    Ok(())
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("0.0.0.0:6000").await?;
    let peers = Peers::default();
    loop {
        let (stream, addr) = listener.accept().await?;
        socket2::SockRef::from(&stream).set_keepalive(true)?;
        let peers = peers.clone();
        tokio::spawn(async move {
            if let Err(e) = client(stream, addr, peers).await {
                tracing::warn!(%addr, "{e}");
            }
        });
    }
}
