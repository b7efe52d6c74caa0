use dashmap::DashMap;
use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio::sync::mpsc::{channel, Sender};
use tokio_tungstenite::tungstenite::Message;

/// Shift planner: everybody who has the week open gets the changes of the others.
pub type Peers = Arc<DashMap<u64, Sender<Message>>>;

#[derive(Deserialize)]
struct Change {
    week: u32,
    person: String,
    shift: String,
}

pub async fn planner_session(id: u64, tcp: TcpStream, peers: Peers) -> anyhow::Result<()> {
    let ws = tokio_tungstenite::accept_async(tcp).await?;
    let (mut sink, mut source) = ws.split();
    let (tx, mut rx) = channel::<Message>(64);
    peers.insert(id, tx);

    tokio::spawn(async move {
        while let Some(m) = rx.recv().await {
            if sink.send(m).await.is_err() {
                break;
            }
        }
        let _ = sink.close().await;
    });

    while let Some(msg) = source.next().await {
        let text = match msg {
            Ok(Message::Text(t)) => t,
            Ok(Message::Close(_)) => break,
            Ok(_) => continue,
            Err(e) => {
                tracing::info!(id, "socket: {e}");
                break;
            }
        };
        let ch: Change = serde_json::from_str(&text)?;
        tracing::debug!(id, week = ch.week, person = %ch.person, shift = %ch.shift, "change");
        for p in peers.iter() {
            if *p.key() != id {
                let _ = p.value().try_send(Message::Text(text.clone()));
            }
        }
    }
    peers.remove(&id);
    Ok(())
}
