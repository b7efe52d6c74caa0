use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{bail, Context, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

pub struct Sms {
    pub to: String,
    pub text: String,
}

async fn submit(gw: SocketAddr, m: Sms) -> Result<()> {
    let mut s = timeout(Duration::from_secs(5), TcpStream::connect(gw))
        .await
        .context("gateway slow")??;
    s.set_nodelay(true)?;
    let msg = format!("TO:{}\nLEN:{}\n\n{}", m.to, m.text.len(), m.text);
    timeout(Duration::from_secs(10), s.write_all(msg.as_bytes())).await??;
    let mut ack = [0u8; 2];
    timeout(Duration::from_secs(30), s.read_exact(&mut ack)).await??;
    if &ack != b"OK" {
        bail!("{} refused", m.to);
    }
    Ok(())
}

/// Flood warning for a whole district: between 20 and 150 thousand recipients.
pub async fn blast(gw: SocketAddr, messages: Vec<Sms>) -> (usize, usize) {
    let mut set = JoinSet::new();
    for m in messages {
        set.spawn(submit(gw, m));
    }
    let (mut ok, mut failed) = (0, 0);
    while let Some(r) = set.join_next().await {
        match r {
            Ok(Ok(())) => ok += 1,
            Ok(Err(e)) => {
                failed += 1;
                log::warn!("{e:#}");
            }
            Err(e) => {
                failed += 1;
                log::error!("task: {e}");
            }
        }
    }
    (ok, failed)
}
