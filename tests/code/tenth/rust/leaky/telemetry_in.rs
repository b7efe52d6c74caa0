use std::net::SocketAddr;
use std::time::Duration;

use bytes::{Buf, BytesMut};
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tracing::{info, warn};

#[derive(Debug)]
pub struct Sample {
    pub turbine: u16,
    pub rpm: u16,
    pub kw: u32,
}

const SAMPLE: usize = 8;

fn take_sample(buf: &mut BytesMut) -> Option<Sample> {
    if buf.len() < SAMPLE {
        return None;
    }
    Some(Sample { turbine: buf.get_u16(), rpm: buf.get_u16(), kw: buf.get_u32() })
}

async fn feed(mut sock: TcpStream, peer: SocketAddr, tx: mpsc::Sender<Sample>) {
    let mut buf = BytesMut::with_capacity(8 * 1024);
    loop {
        match sock.read_buf(&mut buf).await {
            Ok(0) => {
                // wind parks report in bursts
                tokio::time::sleep(Duration::from_millis(500)).await;
                continue;
            }
            Ok(_) => {
                while let Some(s) = take_sample(&mut buf) {
                    if tx.send(s).await.is_err() {
                        return;
                    }
                }
            }
            Err(e) => {
                warn!(%peer, error = %e, "park link down");
                return;
            }
        }
    }
}

pub async fn serve(addr: &str, tx: mpsc::Sender<Sample>) -> anyhow::Result<()> {
    let listener = TcpListener::bind(addr).await?;
    loop {
        let (sock, peer) = match listener.accept().await {
            Ok(x) => x,
            Err(e) => {
                warn!(error = %e, "accept");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let ka = socket2::TcpKeepalive::new().with_time(Duration::from_secs(60));
        if let Err(e) = socket2::SockRef::from(&sock).set_tcp_keepalive(&ka) {
            warn!(%peer, error = %e, "keepalive");
        }
        info!(%peer, "park connected");
        tokio::spawn(feed(sock, peer, tx.clone()));
    }
}
