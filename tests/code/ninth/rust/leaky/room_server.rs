use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use tokio::time::{timeout, Duration};

type Room = Arc<Mutex<HashMap<SocketAddr, OwnedWriteHalf>>>;

/// Dispatch radio as text: what one taxi says, all hear.
#[tokio::main]
async fn main() -> std::io::Result<()> {
    let room: Room = Arc::default();
    let listener = TcpListener::bind("0.0.0.0:6011").await?;
    loop {
        let (stream, addr) = match listener.accept().await {
            Ok(x) => x,
            Err(e) => {
                eprintln!("accept: {e}");
                tokio::time::sleep(Duration::from_millis(250)).await;
                continue;
            }
        };
        tokio::spawn(taxi(stream, addr, room.clone()));
    }
}

async fn taxi(stream: TcpStream, addr: SocketAddr, room: Room) {
    let _ = stream.set_nodelay(true);
    let (rd, wr) = stream.into_split();
    room.lock().await.insert(addr, wr);
    let mut lines = BufReader::new(rd).lines();
    loop {
        match timeout(Duration::from_secs(900), lines.next_line()).await {
            Ok(Ok(Some(text))) => say(&room, addr, &text).await,
            Ok(Ok(None)) => {
                println!("{addr} is off the air");
                return;
            }
            Ok(Err(e)) => {
                eprintln!("{addr}: {e}");
                break;
            }
            Err(_) => {
                eprintln!("{addr}: nothing for a quarter of an hour");
                break;
            }
        }
    }
    room.lock().await.remove(&addr);
}

async fn say(room: &Room, from: SocketAddr, text: &str) {
    let msg = format!("{} {}\n", from.port(), text);
    let mut r = room.lock().await;
    for (addr, wr) in r.iter_mut().filter(|(a, _)| **a != from) {
        let sent = timeout(Duration::from_secs(2), wr.write_all(msg.as_bytes())).await;
        if !matches!(sent, Ok(Ok(()))) {
            eprintln!("{addr} didn't get that");
        }
    }
}
