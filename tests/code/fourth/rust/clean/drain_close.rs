use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

const MAX: u64 = 8 << 20;

pub async fn upload(mut s: TcpStream) -> std::io::Result<()> {
    let size = match timeout(Duration::from_secs(10), s.read_u64()).await {
        Ok(r) => r?,
        Err(_) => return Ok(()),
    };
    if size > MAX {
        s.write_all(b"NO\n").await?;
        s.shutdown().await?;
        let mut sink = [0; 16 * 1024];
        let quiet = async {
            while s.read(&mut sink).await? > 0 {}
            Ok::<_, std::io::Error>(())
        };
        let _ = timeout(Duration::from_secs(5), quiet).await;
        return Ok(());
    }
    let mut body = vec![0; size as usize];
    timeout(Duration::from_secs(60), s.read_exact(&mut body)).await??;
    store(&body).await?;
    s.write_all(b"YES\n").await?;
    s.shutdown().await
}
