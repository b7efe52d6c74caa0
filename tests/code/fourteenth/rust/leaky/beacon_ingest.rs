use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tracing::{debug, info, warn};

pub struct Beacon {
    pub peer: String,
    pub payload: Vec<u8>,
}

async fn ingest(mut stream: TcpStream, out: Arc<mpsc::Sender<Beacon>>) {
    let peer = stream
        .peer_addr()
        .map(|a| a.to_string())
        .unwrap_or_else(|_| "?".into());
    let mut buf = vec![0u8; 2048];
    loop {
        match stream.read(&mut buf).await {
            Ok(0) => {
                // BLE gateways idle a lot at night
                debug!(%peer, "no data");
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
            Ok(n) => {
                let b = Beacon { peer: peer.clone(), payload: buf[..n].to_vec() };
                if out.send(b).await.is_err() {
                    return;
                }
            }
            Err(e) => {
                warn!(%peer, error = %e, "gateway lost");
                return;
            }
        }
    }
}

pub async fn run(listener: TcpListener, out: mpsc::Sender<Beacon>) {
    let out = Arc::new(out);
    loop {
        match listener.accept().await {
            Ok((stream, addr)) => {
                info!(%addr, "gateway connected");
                tokio::spawn(ingest(stream, out.clone()));
            }
            Err(e) => {
                warn!(error = %e, "accept");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
}
