use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

#[derive(Debug)]
pub struct Banner {
    pub addr: SocketAddr,
    pub text: String,
}

fn grab(addr: SocketAddr, log: mpsc::Sender<String>) -> JoinHandle<std::io::Result<Banner>> {
    tokio::spawn(async move {
        let mut s = TcpStream::connect(addr).await?;
        s.set_nodelay(true)?;
        s.write_all(b"\r\n").await?;
        let mut text = Vec::new();
        let mut chunk = [0u8; 256];
        while text.len() < 1024 && !text.contains(&b'\n') {
            let n = s.read(&mut chunk).await?;
            if n == 0 {
                break;
            }
            text.extend_from_slice(&chunk[..n]);
        }
        let _ = log.send(format!("{addr} answered {} bytes", text.len())).await;
        Ok(Banner { addr, text: String::from_utf8_lossy(&text).trim().to_string() })
    })
}

/// Inventory of the service processors in the racks: which firmware does each one announce?
pub async fn inventory(addrs: &[SocketAddr], log: mpsc::Sender<String>) -> Vec<Banner> {
    let mut found = Vec::new();
    for &a in addrs {
        match timeout(Duration::from_secs(3), grab(a, log.clone())).await {
            Ok(Ok(Ok(b))) => found.push(b),
            Ok(Ok(Err(e))) => eprintln!("{a}: {e}"),
            Ok(Err(e)) => eprintln!("{a}: task failed: {e}"),
            Err(_) => eprintln!("{a}: too slow, next one"),
        }
    }
    found
}
