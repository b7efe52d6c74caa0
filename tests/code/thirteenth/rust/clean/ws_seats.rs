use dashmap::DashMap;
use futures_util::{SinkExt, StreamExt};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{interval, timeout, Instant};
use tokio_tungstenite::tungstenite::Message;

/// Seat map of the theatre: every open browser sees which seats others have picked.
pub type Viewers = Arc<DashMap<u64, mpsc::Sender<String>>>;

pub async fn viewer(id: u64, tcp: TcpStream, viewers: Viewers) -> anyhow::Result<()> {
    let mut ws = timeout(Duration::from_secs(10), tokio_tungstenite::accept_async(tcp)).await??;
    let (tx, mut rx) = mpsc::channel(128);
    viewers.insert(id, tx);
    let outcome = talk(id, &mut ws, &mut rx, &viewers).await;
    viewers.remove(&id);
    let _ = timeout(Duration::from_secs(2), ws.close(None)).await;
    outcome
}

async fn talk(
    id: u64,
    ws: &mut tokio_tungstenite::WebSocketStream<TcpStream>,
    rx: &mut mpsc::Receiver<String>,
    viewers: &Viewers,
) -> anyhow::Result<()> {
    let mut ping = interval(Duration::from_secs(20));
    let mut heard = Instant::now();
    loop {
        tokio::select! {
            incoming = ws.next() => {
                heard = Instant::now();
                match incoming {
                    None => return Ok(()),
                    Some(Ok(Message::Close(_))) => return Ok(()),
                    Some(Ok(Message::Text(seat))) => {
                        for v in viewers.iter().filter(|v| *v.key() != id) {
                            let _ = v.value().try_send(seat.to_string());
                        }
                    }
                    Some(Ok(_)) => {}
                    Some(Err(e)) => return Err(e.into()),
                }
            }
            Some(seat) = rx.recv() => {
                timeout(Duration::from_secs(5), ws.send(Message::Text(seat.into()))).await??;
            }
            _ = ping.tick() => {
                anyhow::ensure!(heard.elapsed() < Duration::from_secs(65), "viewer {id} doesn't answer");
                timeout(Duration::from_secs(5), ws.send(Message::Ping(Vec::new().into()))).await??;
            }
        }
    }
}
