use std::collections::HashMap;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use tokio::time::{timeout, Duration};

/// Kitchen displays: orders from the waiters' handhelds go to the display of the station.
type Stations = Arc<Mutex<HashMap<String, OwnedWriteHalf>>>;

async fn station(sock: TcpStream, stations: Stations) -> anyhow::Result<()> {
    let (rd, wr) = sock.into_split();
    let mut lines = BufReader::new(rd).lines();

    let name = match timeout(Duration::from_secs(10), lines.next_line()).await?? {
        Some(n) => n,
        None => return Ok(()),
    };
    let key = format!("{}#{:08x}", name, rand_suffix());
    stations.lock().await.insert(key.clone(), wr);
    tracing::info!(%key, "display on");

    while let Some(done) = lines.next_line().await? {
        tracing::debug!(%key, order = %done, "dish ready");
    }
    tracing::info!(%key, "display off");
    Ok(())
}

fn rand_suffix() -> u32 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map(|d| d.subsec_nanos())
        .unwrap_or(0)
}

pub async fn order(stations: &Stations, key: &str, text: &str) -> bool {
    let mut map = stations.lock().await;
    let Some(w) = map.get_mut(key) else { return false };
    let msg = format!("{text}\n");
    match timeout(Duration::from_secs(2), w.write_all(msg.as_bytes())).await {
        Ok(Ok(())) => true,
        _ => {
            map.remove(key);
            false
        }
    }
}

pub async fn serve(l: TcpListener, stations: Stations) {
    loop {
        match l.accept().await {
            Ok((s, _)) => {
                let st = stations.clone();
                tokio::spawn(async move {
                    if let Err(e) = station(s, st).await {
                        tracing::warn!("display: {e}");
                    }
                });
            }
            Err(e) => {
                tracing::error!("accept: {e}");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}
