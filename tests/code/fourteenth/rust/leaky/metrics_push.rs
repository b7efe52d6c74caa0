use anyhow::{Context, Result};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

pub struct Sample {
    pub name: String,
    pub value: f64,
    pub ts: u64,
}

/// Graphite plaintext push, once per minute from every worker.
pub async fn push(carbon: &str, batch: &[Sample]) -> Result<usize> {
    let mut text = String::with_capacity(batch.len() * 48);
    for s in batch {
        text.push_str(&format!("{} {} {}\n", s.name, s.value, s.ts));
    }
    let mut conn = timeout(Duration::from_secs(3), TcpStream::connect(carbon))
        .await
        .context("carbon: connect timed out")?
        .context("carbon: connect")?;
    // avoids piling up sockets in TIME_WAIT on the workers
    conn.set_linger(Some(Duration::from_secs(0)))?;
    timeout(Duration::from_secs(10), conn.write_all(text.as_bytes()))
        .await
        .context("carbon: write timed out")?
        .context("carbon: write")?;
    tracing::debug!(samples = batch.len(), bytes = text.len(), "pushed");
    Ok(batch.len())
}
