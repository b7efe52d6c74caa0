use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{bail, Context};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time;

#[derive(Debug, Default)]
pub struct Printer {
    pub model: String,
    pub pages: u64,
}

const ASK: &[u8] = b"\x1b%-12345X@PJL INFO ID\r\n@PJL INFO PAGECOUNT\r\n\x1b%-12345X";

async fn interrogate(addr: SocketAddr) -> anyhow::Result<Printer> {
    let mut s = TcpStream::connect(addr).await.context("connect")?;
    s.set_nodelay(true)?;
    s.write_all(ASK).await?;
    let mut text = String::new();
    let mut buf = [0u8; 1024];
    while text.matches('\x0c').count() < 2 {
        let n = s.read(&mut buf).await?;
        if n == 0 {
            bail!("printer hung up after {} bytes", text.len());
        }
        text.push_str(&String::from_utf8_lossy(&buf[..n]));
        if text.len() > 16 * 1024 {
            bail!("answer too long");
        }
    }
    let mut p = Printer::default();
    for l in text.lines() {
        match l.strip_prefix("PAGECOUNT=") {
            Some(n) => p.pages = n.trim().parse().unwrap_or(0),
            None if l.starts_with('"') => p.model = l.trim_matches('"').to_owned(),
            None => {}
        }
    }
    Ok(p)
}

/// Asks one printer, on a task of its own so that a panic in the parser
/// doesn't take the whole scan down.
pub async fn query(addr: SocketAddr) -> anyhow::Result<Printer> {
    let task = tokio::spawn(interrogate(addr));
    match time::timeout(Duration::from_secs(6), task).await {
        Ok(Ok(res)) => res,
        Ok(Err(join)) => Err(join).context("scan task"),
        Err(_) => bail!("{addr}: no answer in time"),
    }
}

pub async fn scan(all: Vec<SocketAddr>) -> Vec<(SocketAddr, Printer)> {
    let mut found = Vec::new();
    for chunk in all.chunks(32) {
        let batch = futures::future::join_all(chunk.iter().map(|a| query(*a))).await;
        for (a, r) in chunk.iter().zip(batch) {
            match r {
                Ok(p) => found.push((*a, p)),
                Err(e) => tracing::debug!(%a, "{e:#}"),
            }
        }
    }
    found
}
