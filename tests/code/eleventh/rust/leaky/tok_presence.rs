use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, RwLock};
use tokio::time::timeout;

type Roster = Arc<RwLock<HashMap<String, mpsc::Sender<String>>>>;

// presence service for the phone switchboard: "I am <ext>" then "TO <ext> <text>"
async fn handle(sock: TcpStream, roster: Roster) -> anyhow::Result<()> {
    sock.set_nodelay(true)?;
    let (rd, mut wr) = sock.into_split();
    let mut lines = BufReader::new(rd).lines();

    let ext = match timeout(Duration::from_secs(10), lines.next_line()).await?? {
        Some(l) if l.starts_with("I am ") => l[5..].to_owned(),
        _ => anyhow::bail!("no greeting"),
    };

    let (tx, mut rx) = mpsc::channel::<String>(64);
    roster.write().await.insert(ext.clone(), tx);

    tokio::spawn(async move {
        while let Some(msg) = rx.recv().await {
            match timeout(Duration::from_secs(5), wr.write_all(msg.as_bytes())).await {
                Ok(Ok(())) => {}
                _ => break,
            }
        }
    });

    while let Ok(Ok(Some(line))) = timeout(Duration::from_secs(1800), lines.next_line()).await {
        let mut parts = line.splitn(3, ' ');
        if let (Some("TO"), Some(to), Some(text)) = (parts.next(), parts.next(), parts.next()) {
            if let Some(peer) = roster.read().await.get(to) {
                let _ = peer.try_send(format!("{ext}: {text}\n"));
            }
        }
    }
    println!("{ext} hung up");
    Ok(())
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let roster = Roster::default();
    let listener = TcpListener::bind("[::]:5522").await?;
    loop {
        match listener.accept().await {
            Ok((sock, _)) => {
                let r = roster.clone();
                tokio::spawn(async move {
                    if let Err(e) = handle(sock, r).await {
                        eprintln!("session: {e:#}");
                    }
                });
            }
            Err(e) => {
                eprintln!("accept: {e}");
                tokio::time::sleep(Duration::from_millis(250)).await;
            }
        }
    }
}
