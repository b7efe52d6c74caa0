use bytes::Bytes;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::time::{sleep, timeout, Duration};

/// Energy exchange ticks to the traders. A trader who can't keep up is cut.
pub struct Fanout {
    tx: broadcast::Sender<Bytes>,
}

async fn trader(s: TcpStream, mut rx: broadcast::Receiver<Bytes>) -> anyhow::Result<()> {
    s.set_nodelay(true)?;
    let (mut rd, mut wr) = s.into_split();
    let mut scrap = [0u8; 128];
    loop {
        tokio::select! {
            n = rd.read(&mut scrap) => {
                if n? == 0 {
                    return Ok(());
                }
            }
            tick = rx.recv() => match tick {
                Ok(b) => timeout(Duration::from_secs(2), wr.write_all(&b)).await??,
                Err(RecvError::Lagged(n)) => anyhow::bail!("{n} ticks behind"),
                Err(RecvError::Closed) => {
                    wr.shutdown().await?;
                    return Ok(());
                }
            }
        }
    }
}

impl Fanout {
    pub fn new() -> Self {
        Fanout { tx: broadcast::channel(1024).0 }
    }

    pub fn publish(&self, tick: Bytes) -> usize {
        self.tx.send(tick).unwrap_or(0)
    }

    pub async fn serve(&self, addr: SocketAddr) -> anyhow::Result<()> {
        let l = TcpListener::bind(addr).await?;
        loop {
            match l.accept().await {
                Ok((s, peer)) => {
                    let rx = self.tx.subscribe();
                    tokio::spawn(async move {
                        if let Err(e) = trader(s, rx).await {
                            log::info!("trader {peer}: {e:#}");
                        }
                    });
                }
                Err(e) => {
                    log::error!("accept: {e}");
                    sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }
}
