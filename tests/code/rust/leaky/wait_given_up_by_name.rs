use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn weigh(addr: String) -> std::io::Result<Vec<u8>> {
    let mut s = TcpStream::connect(addr).await?;
    s.write_all(b"W\r\n").await?;
    let mut v = Vec::new();
    s.read_to_end(&mut v).await?;
    Ok(v)
}

pub async fn weight(addr: String) -> Option<Vec<u8>> {
    let job = tokio::spawn(weigh(addr));
    match tokio::time::timeout(Duration::from_secs(1), job).await { // expect: close-wait-leak
        Ok(Ok(Ok(v))) => Some(v),
        _ => None,
    }
}
