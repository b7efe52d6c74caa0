use dashmap::DashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;

type Out = Arc<Mutex<OwnedWriteHalf>>;
type Room = Arc<DashMap<u64, Out>>;

async fn member(id: u64, s: TcpStream, room: Room) {
    let _ = s.set_nodelay(true);
    let (r, w) = s.into_split();
    room.insert(id, Arc::new(Mutex::new(w)));
    let mut lines = BufReader::new(r).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let msg = format!("{id}: {line}\n");
        let others: Vec<(u64, Out)> = room
            .iter()
            .filter(|e| *e.key() != id)
            .map(|e| (*e.key(), e.value().clone()))
            .collect();
        for (other, o) in others {
            let mut o = o.lock().await;
            let send = o.write_all(msg.as_bytes());
            if tokio::time::timeout(Duration::from_secs(3), send).await.is_err() {
                tracing::debug!(other, "too slow, out");
                room.remove(&other);
            }
        }
    }
    tracing::info!(id, members = room.len(), "member left");
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    tracing_subscriber::fmt::init();
    let room: Room = Arc::new(DashMap::new());
    let l = TcpListener::bind(("0.0.0.0", 6060)).await?;
    let mut id = 0u64;
    loop {
        match l.accept().await {
            Ok((s, _)) => {
                id += 1;
                tokio::spawn(member(id, s, room.clone()));
            }
            Err(e) => {
                tracing::error!("accept: {e}");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
}
