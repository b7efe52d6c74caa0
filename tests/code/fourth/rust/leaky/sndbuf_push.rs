use std::net::SocketAddr;
use std::time::Duration;
use tokio::fs::File;
use tokio::io::{copy, AsyncWriteExt};
use tokio::net::TcpSocket;
use tokio::time::timeout;

const SNDBUF: u32 = 8 * 1024;

pub async fn replicate(addr: SocketAddr, path: &str) -> anyhow::Result<u64> {
    let sock = TcpSocket::new_v4()?;
    sock.set_send_buffer_size(SNDBUF)?;
    sock.set_keepalive(true)?;
    let mut stream = timeout(Duration::from_secs(5), sock.connect(addr)).await??;
    let mut f = File::open(path).await?;
    let n = timeout(Duration::from_secs(3600), copy(&mut f, &mut stream)).await??;
    stream.shutdown().await?;
    Ok(n)
}
