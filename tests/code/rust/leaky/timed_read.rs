use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::time::timeout;

pub async fn serve(l: TcpListener) -> anyhow::Result<()> {
    loop {
        let (mut s, _) = l.accept().await?;
        tokio::spawn(async move {
            let mut buf = [0u8; 512];
            loop {
                match timeout(Duration::from_secs(60), s.read(&mut buf)).await {
                    Ok(Ok(0)) => tokio::time::sleep(Duration::from_millis(20)).await, // expect: close-wait-leak
                    Ok(Ok(n)) => println!("{n} bytes"),
                    Ok(Err(_)) | Err(_) => break,
                }
            }
        });
    }
}
