use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

async fn answer(mut s: TcpStream) -> std::io::Result<()> {
    s.set_linger(Some(Duration::from_secs(0)))?;
    let mut req = vec![0; 2048];
    let n = timeout(Duration::from_secs(10), s.read(&mut req)).await??;
    if n == 0 {
        return Ok(());
    }
    let body = render(&req[..n]);
    s.write_all(&body).await?;
    Ok(())
}

pub async fn serve(l: TcpListener) -> std::io::Result<()> {
    loop {
        let (s, peer) = l.accept().await?;
        tokio::spawn(async move {
            if let Err(e) = answer(s).await {
                eprintln!("{peer}: {e}");
            }
        });
    }
}
