use std::collections::HashMap;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, Mutex};
use tracing::{info, warn};

type Outbox = mpsc::Sender<String>;

#[derive(Default)]
struct Floor {
    tables: Mutex<HashMap<u64, Outbox>>,
}

/// Kitchen displays: everyone sees every order line.
pub async fn run(addr: &str) -> anyhow::Result<()> {
    let floor = Arc::new(Floor::default());
    let listener = TcpListener::bind(addr).await?;
    let mut id = 0u64;
    loop {
        let (sock, peer) = match listener.accept().await {
            Ok(x) => x,
            Err(e) => {
                warn!(%e, "accept");
                tokio::time::sleep(std::time::Duration::from_millis(200)).await;
                continue;
            }
        };
        id += 1;
        info!(%peer, id, "display connected");
        tokio::spawn(attend(id, sock, floor.clone()));
    }
}

async fn attend(id: u64, sock: TcpStream, floor: Arc<Floor>) {
    let _ = sock.set_nodelay(true);
    let _ = socket2::SockRef::from(&sock).set_keepalive(true);
    let (rd, wr) = sock.into_split();
    let (tx, rx) = mpsc::channel(64);
    floor.tables.lock().await.insert(id, tx);
    tokio::spawn(write_side(wr, rx));
    match read_side(id, rd, &floor).await {
        Ok(n) => info!(id, lines = n, "display finished"),
        Err(e) => {
            warn!(id, %e, "display failed");
            floor.tables.lock().await.remove(&id);
        }
    }
}

async fn read_side(id: u64, rd: OwnedReadHalf, floor: &Floor) -> std::io::Result<usize> {
    let mut lines = BufReader::new(rd).lines();
    let mut n = 0;
    while let Some(line) = lines.next_line().await? {
        n += 1;
        for (other, tx) in floor.tables.lock().await.iter() {
            if *other != id {
                // a display that is behind misses a line
                let _ = tx.try_send(line.clone());
            }
        }
    }
    Ok(n)
}

async fn write_side(mut wr: OwnedWriteHalf, mut rx: mpsc::Receiver<String>) {
    while let Some(mut line) = rx.recv().await {
        line.push('\n');
        if wr.write_all(line.as_bytes()).await.is_err() {
            return;
        }
    }
}
