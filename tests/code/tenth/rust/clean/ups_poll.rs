use std::time::Duration;

use anyhow::{bail, Context, Result};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::{interval, timeout, MissedTickBehavior};

#[derive(Debug, Clone, PartialEq)]
pub struct Battery {
    pub charge: u8,
    pub runtime: Duration,
}

/// JoinHandle that takes its task down with it.
struct Owned<T>(JoinHandle<T>);

impl<T> Drop for Owned<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn var<S>(s: &mut BufReader<S>, ups: &str, name: &str) -> Result<u32>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    s.write_all(format!("GET VAR {ups} {name}\n").as_bytes()).await?;
    let mut l = String::new();
    if s.read_line(&mut l).await? == 0 {
        bail!("upsd closed the connection");
    }
    let v = l.rsplit('"').nth(1).with_context(|| format!("odd answer {l:?}"))?;
    Ok(v.parse()?)
}

async fn battery(addr: String, ups: String) -> Result<Battery> {
    let tcp = TcpStream::connect(&addr).await.with_context(|| addr.clone())?;
    tcp.set_nodelay(true)?;
    let mut s = BufReader::new(tcp);
    let charge = var(&mut s, &ups, "battery.charge").await? as u8;
    let secs = var(&mut s, &ups, "battery.runtime").await?;
    s.write_all(b"LOGOUT\n").await?;
    let mut bye = String::new();
    s.read_line(&mut bye).await?;
    Ok(Battery { charge, runtime: Duration::from_secs(secs.into()) })
}

pub async fn once(addr: &str, ups: &str) -> Result<Battery> {
    let mut task = Owned(tokio::spawn(battery(addr.to_owned(), ups.to_owned())));
    match timeout(Duration::from_secs(4), &mut task.0).await {
        Ok(joined) => joined.context("poll task")?,
        Err(_) => bail!("{ups}@{addr}: no answer"),
    }
}

pub async fn watch(addr: String, ups: String, mut changed: impl FnMut(&Battery)) {
    let mut tick = interval(Duration::from_secs(30));
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut last = None;
    loop {
        tick.tick().await;
        match once(&addr, &ups).await {
            Ok(b) if last.as_ref() != Some(&b) => {
                changed(&b);
                last = Some(b);
            }
            Ok(_) => {}
            Err(e) => log::warn!("{e:#}"),
        }
    }
}
