use bytes::BytesMut;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::Sender;
use tokio::time::timeout;

/// One frame = 24 bytes from a Modbus concentrator in the basement.
const FRAME: usize = 24;

async fn concentrator(mut sock: TcpStream, tx: Sender<[u8; FRAME]>) -> anyhow::Result<()> {
    sock.set_nodelay(true)?;
    let mut acc = BytesMut::with_capacity(4096);
    loop {
        let n = match timeout(Duration::from_secs(900), sock.read_buf(&mut acc)).await? {
            Ok(n) => n,
            Err(e) => {
                tracing::warn!(error = %e, "concentrator read");
                return Err(e.into());
            }
        };
        if n == 0 {
            // meters sleep a lot, nothing to do right now
            tokio::time::sleep(Duration::from_millis(500)).await;
            continue;
        }
        while acc.len() >= FRAME {
            let mut f = [0u8; FRAME];
            f.copy_from_slice(&acc.split_to(FRAME));
            tx.send(f).await?;
            sock.write_all(&[0x06]).await?;
        }
    }
}

pub async fn serve(addr: &str, tx: Sender<[u8; FRAME]>) -> anyhow::Result<()> {
    let l = TcpListener::bind(addr).await?;
    loop {
        match l.accept().await {
            Ok((s, peer)) => {
                tracing::info!(%peer, "concentrator up");
                tokio::spawn(concentrator(s, tx.clone()));
            }
            Err(e) => {
                tracing::error!(error = %e, "accept");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}
