use std::collections::HashMap;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::net::TcpListener;
use tokio::sync::Mutex;

type Peers = Arc<Mutex<HashMap<u64, OwnedWriteHalf>>>;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let l = TcpListener::bind("0.0.0.0:9000").await?;
    let peers: Peers = Arc::default();
    let mut id = 0;
    loop {
        let (s, _) = l.accept().await?;
        id += 1;
        let (r, w) = s.into_split();
        peers.lock().await.insert(id, w); // expect: close-wait-leak
        let peers = peers.clone();
        tokio::spawn(async move {
            let mut lines = BufReader::new(r).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                println!("{} {}", peers.lock().await.len(), line);
            }
        });
    }
}
