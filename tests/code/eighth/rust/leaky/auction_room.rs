use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use tokio::time::timeout;
use tracing::{info, warn};

type Paddle = u32;

#[derive(Default)]
struct Room {
    bidders: HashMap<Paddle, OwnedWriteHalf>,
    highest: u64,
}

type Shared = Arc<Mutex<Room>>;

async fn announce(room: &mut Room, text: &str) {
    let mut deaf = Vec::new();
    for (paddle, w) in room.bidders.iter_mut() {
        match timeout(Duration::from_millis(800), w.write_all(text.as_bytes())).await {
            Ok(Ok(())) => {}
            _ => deaf.push(*paddle),
        }
    }
    for p in deaf {
        warn!(p, "can't be reached, out");
        room.bidders.remove(&p);
    }
}

async fn bidder(sock: TcpStream, room: Shared) -> anyhow::Result<()> {
    sock.set_nodelay(true)?;
    socket2::SockRef::from(&sock).set_keepalive(true)?;
    let (r, w) = sock.into_split();
    let mut lines = BufReader::new(r).lines();
    let paddle: Paddle = match timeout(Duration::from_secs(10), lines.next_line()).await?? {
        Some(l) => l.trim().parse()?,
        None => return Ok(()),
    };
    room.lock().await.bidders.insert(paddle, w);
    while let Ok(Some(line)) = lines.next_line().await {
        let Ok(bid) = line.trim().parse::<u64>() else { continue };
        let mut room = room.lock().await;
        if bid > room.highest {
            room.highest = bid;
            let text = format!("{paddle} {bid}\n");
            announce(&mut room, &text).await;
        }
    }
    info!(paddle, "left the room");
    Ok(())
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt::init();
    let room = Shared::default();
    let listener = TcpListener::bind("0.0.0.0:4477").await?;
    loop {
        match listener.accept().await {
            Ok((sock, from)) => {
                let room = room.clone();
                tokio::spawn(async move {
                    if let Err(e) = bidder(sock, room).await {
                        warn!(%from, "{e:#}");
                    }
                });
            }
            Err(e) => {
                warn!("accept: {e}");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}
