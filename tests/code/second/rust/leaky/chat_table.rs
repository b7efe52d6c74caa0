use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::net::TcpListener;
use tokio::sync::Mutex;

type Table = Arc<Mutex<HashMap<SocketAddr, OwnedWriteHalf>>>;

async fn broadcast(table: &Table, from: SocketAddr, line: &str) {
    let mut t = table.lock().await;
    let mut gone = Vec::new();
    for (addr, w) in t.iter_mut() {
        if *addr == from {
            continue;
        }
        if w.write_all(line.as_bytes()).await.is_err() {
            gone.push(*addr);
        }
    }
    for a in gone {
        t.remove(&a);
    }
}

pub async fn run(listener: TcpListener) -> std::io::Result<()> {
    let table: Table = Arc::default();
    loop {
        let (stream, addr) = listener.accept().await?;
        let table = table.clone();
        tokio::spawn(async move {
            let (r, w) = stream.into_split();
            table.lock().await.insert(addr, w);
            let mut lines = BufReader::new(r).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                broadcast(&table, addr, &format!("{addr}: {line}\n")).await;
            }
            tracing::info!("{addr} left");
        });
    }
}
