use anyhow::{bail, Context, Result};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufWriter};
use tokio::net::TcpStream;
use tokio::time::timeout;

const STEP: Duration = Duration::from_secs(10);

pub struct Reading<'a> {
    pub meter: &'a str,
    pub kwh: f64,
}

/// Day file to the balancing group manager: lines, then half close, then "OK <count>".
pub async fn deliver(host: &str, day: &str, readings: &[Reading<'_>]) -> Result<()> {
    let stream = timeout(STEP, TcpStream::connect(host)).await.context("connect")??;
    let mut w = BufWriter::with_capacity(32 * 1024, stream);
    timeout(Duration::from_secs(120), async {
        for r in readings {
            let line = format!("{day};{};{:.3}\n", r.meter, r.kwh);
            w.write_all(line.as_bytes()).await?;
        }
        w.flush().await?;
        w.shutdown().await
    })
    .await
    .context("sending")??;

    let mut answer = String::new();
    let stream = w.into_inner();
    timeout(STEP, stream.take(256).read_to_string(&mut answer))
        .await
        .context("no receipt")??;
    let count = answer
        .strip_prefix("OK ")
        .and_then(|n| n.trim().parse::<usize>().ok());
    if count != Some(readings.len()) {
        bail!("receipt {answer:?} for {} readings", readings.len());
    }
    Ok(())
}
