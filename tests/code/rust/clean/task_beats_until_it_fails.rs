use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub async fn serve(s: TcpStream) -> std::io::Result<()> {
    let (mut rd, mut wr) = s.into_split();
    let beat = tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(10)).await;
            let _ = wr.write_all(b"beat\n").await;
        }
    });
    let mut b = [0u8; 128];
    while rd.read(&mut b).await.unwrap_or(0) > 0 {}
    beat.abort();
    Ok(())
}

pub async fn watch(s: TcpStream) -> std::io::Result<()> {
    let (mut rd, mut wr) = s.into_split();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(10)).await;
            if wr.write_all(b"beat\n").await.is_err() {
                return;
            }
        }
    });
    let mut b = [0u8; 128];
    while rd.read(&mut b).await? > 0 {}
    Ok(())
}
