use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::timeout;

async fn banner(addr: SocketAddr) -> std::io::Result<String> {
    let mut s = TcpStream::connect(addr).await?;
    s.set_nodelay(true)?;
    s.write_all(b"\r\n").await?;
    let mut text = Vec::with_capacity(256);
    while text.len() < 1024 && !text.contains(&b'\n') {
        if s.read_buf(&mut text).await? == 0 {
            break;
        }
    }
    Ok(String::from_utf8_lossy(&text).trim().to_string())
}

/// The deadline is inside the task: when it passes the future goes, and the socket with it.
pub async fn census(addrs: Vec<SocketAddr>, parallel: usize) -> Vec<(SocketAddr, Result<String, String>)> {
    let gate = Arc::new(Semaphore::new(parallel));
    let mut set = JoinSet::new();
    for a in addrs {
        let permit = gate.clone().acquire_owned().await.expect("gate stays open");
        set.spawn(async move {
            let r = match timeout(Duration::from_secs(4), banner(a)).await {
                Ok(Ok(text)) => Ok(text),
                Ok(Err(e)) => Err(e.to_string()),
                Err(_) => Err("timeout".to_string()),
            };
            drop(permit);
            (a, r)
        });
    }
    let mut all = Vec::new();
    while let Some(done) = set.join_next().await {
        match done {
            Ok(x) => all.push(x),
            Err(e) => eprintln!("task: {e}"),
        }
    }
    all.sort_by_key(|(a, _)| *a);
    all
}
