use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio::time::timeout;

/// Ferries report their position, the pier tells them the berth.
type Ferries = Arc<Mutex<HashMap<u32, OwnedWriteHalf>>>;

pub async fn assign_berth(all: &Ferries, ferry: u32, berth: u8) -> bool {
    let mut g = all.lock().await;
    let Some(w) = g.get_mut(&ferry) else { return false };
    let msg = format!("BERTH {berth}\n");
    let sent = timeout(Duration::from_secs(2), w.write_all(msg.as_bytes())).await;
    if !matches!(sent, Ok(Ok(()))) {
        g.remove(&ferry);
        return false;
    }
    true
}

pub async fn ferry(stream: TcpStream, id: u32, all: Ferries) {
    if let Err(e) = stream.set_nodelay(true) {
        tracing::warn!(id, "nodelay: {e}");
    }
    let (rd, wr) = stream.into_split();
    all.lock().await.insert(id, wr);
    let mut lines = BufReader::new(rd).lines();
    loop {
        match timeout(Duration::from_secs(90), lines.next_line()).await {
            Ok(Ok(Some(l))) => tracing::debug!(id, "{l}"),
            Ok(Ok(None)) => break,
            Ok(Err(e)) => {
                tracing::warn!(id, "read: {e}");
                break;
            }
            Err(_) => {
                tracing::warn!(id, "silent for 90 s");
                break;
            }
        }
    }
    all.lock().await.remove(&id);
}
