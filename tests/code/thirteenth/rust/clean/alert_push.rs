use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{ensure, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::timeout;

#[derive(Clone)]
pub struct Siren {
    pub addr: SocketAddr,
    pub village: String,
}

async fn trigger(s: &Siren, code: u8) -> Result<()> {
    let mut c = timeout(Duration::from_secs(4), TcpStream::connect(s.addr)).await??;
    c.set_nodelay(true)?;
    timeout(Duration::from_secs(4), c.write_all(&[0xa5, code, 0xa5 ^ code])).await??;
    let mut ack = [0u8; 3];
    timeout(Duration::from_secs(8), c.read_exact(&mut ack)).await??;
    ensure!(ack[0] == 0x5a && ack[1] == code, "answer {ack:02x?}");
    Ok(())
}

/// All sirens of the valley, each is its own box; never more than 100 connections at once.
pub async fn sound(sirens: &[Siren], code: u8) -> Vec<String> {
    let slots = Arc::new(Semaphore::new(100));
    let mut tasks = JoinSet::new();
    for s in sirens.iter().cloned() {
        let slots = slots.clone();
        tasks.spawn(async move {
            let _slot = slots.acquire_owned().await;
            let mut last = None;
            for _ in 0..3 {
                match trigger(&s, code).await {
                    Ok(()) => return None,
                    Err(e) => last = Some(e),
                }
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            log::error!("{}: {:?}", s.village, last);
            Some(s.village)
        });
    }
    let mut silent = Vec::new();
    while let Some(r) = tasks.join_next().await {
        if let Ok(Some(village)) = r {
            silent.push(village);
        }
    }
    silent
}
