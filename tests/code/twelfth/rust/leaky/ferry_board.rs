// Departure board fan-out. Displays connect and get every update as one JSON line.
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, Mutex};
use tokio::time::Duration;

type Displays = Arc<Mutex<HashMap<SocketAddr, mpsc::Sender<Arc<str>>>>>;

async fn attach(sock: TcpStream, peer: SocketAddr, displays: Displays) -> std::io::Result<()> {
    sock.set_nodelay(true)?;
    let (rd, mut wr) = sock.into_split();
    let (tx, mut rx) = mpsc::channel::<Arc<str>>(16);
    displays.lock().await.insert(peer, tx);
    // writer, ends with its channel
    tokio::spawn(async move {
        while let Some(msg) = rx.recv().await {
            if let Err(e) = wr.write_all(msg.as_bytes()).await {
                tracing::debug!(%peer, %e, "update not sent");
            }
        }
    });

    let mut lines = BufReader::new(rd).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        match line.trim() {
            "PING" => tracing::debug!(%peer, "alive"),
            other => tracing::warn!(%peer, other, "unexpected line"),
        }
    }
    tracing::info!(%peer, "display disconnected");
    Ok(())
}

async fn broadcast(displays: &Displays, json: &str) {
    let msg: Arc<str> = format!("{json}\n").into();
    for (peer, tx) in displays.lock().await.iter() {
        if tx.try_send(msg.clone()).is_err() {
            tracing::debug!(%peer, "display slow, update skipped");
        }
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt::init();
    let displays: Displays = Default::default();
    let listener = TcpListener::bind("0.0.0.0:4711").await?;

    let d = displays.clone();
    tokio::spawn(async move {
        let mut tick = tokio::time::interval(Duration::from_secs(5));
        loop {
            tick.tick().await;
            let json = timetable::next_departures().await;
            broadcast(&d, &json).await;
        }
    });

    loop {
        match listener.accept().await {
            Ok((sock, peer)) => {
                let d = displays.clone();
                tokio::spawn(async move {
                    if let Err(e) = attach(sock, peer, d).await {
                        tracing::warn!(%peer, %e, "display error");
                    }
                });
            }
            Err(e) => {
                tracing::error!(%e, "accept");
                tokio::time::sleep(Duration::from_millis(250)).await;
            }
        }
    }
}
