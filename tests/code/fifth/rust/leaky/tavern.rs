use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use tokio::time::timeout;
use tracing::{info, warn};

/// Chat of the tavern: everybody hears everything.
#[derive(Default)]
struct Tavern {
    guests: Mutex<HashMap<u64, OwnedWriteHalf>>,
}

impl Tavern {
    async fn shout(&self, text: &str) {
        let mut guests = self.guests.lock().await;
        let mut gone = Vec::new();
        for (id, w) in guests.iter_mut() {
            match timeout(Duration::from_secs(2), w.write_all(text.as_bytes())).await {
                Ok(Ok(())) => {}
                _ => gone.push(*id),
            }
        }
        for id in gone {
            guests.remove(&id);
        }
    }
}

async fn guest(id: u64, stream: TcpStream, tavern: Arc<Tavern>) {
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let (r, w) = stream.into_split();
    tavern.guests.lock().await.insert(id, w);
    let mut lines = BufReader::new(r).lines();
    loop {
        match timeout(Duration::from_secs(1800), lines.next_line()).await {
            Ok(Ok(Some(line))) if line == "/who" => {
                let n = tavern.guests.lock().await.len();
                tavern.shout(&format!("{n} guests\n")).await;
            }
            Ok(Ok(Some(line))) => tavern.shout(&format!("{id}: {line}\n")).await,
            Ok(Ok(None)) => {
                info!(id, "guest left");
                break;
            }
            Ok(Err(e)) => {
                warn!(id, %e, "guest lost");
                tavern.guests.lock().await.remove(&id);
                break;
            }
            Err(_) => {
                info!(id, "asleep at the table");
                tavern.guests.lock().await.remove(&id);
                break;
            }
        }
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    tracing_subscriber::fmt::init();
    let listener = TcpListener::bind("[::]:4000").await?;
    let tavern = Arc::new(Tavern::default());
    let mut id = 0;
    loop {
        match listener.accept().await {
            Ok((s, _)) => {
                id += 1;
                tokio::spawn(guest(id, s, tavern.clone()));
            }
            Err(e) => {
                warn!(%e, "accept");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}
