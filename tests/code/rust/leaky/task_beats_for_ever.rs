use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub async fn serve(s: TcpStream) -> std::io::Result<()> {
    let (mut rd, mut wr) = s.into_split();
    tokio::spawn(async move {
        loop { // expect: close-wait-leak
            tokio::time::sleep(Duration::from_secs(10)).await;
            let _ = wr.write_all(b"beat\n").await;
        }
    });
    let mut b = [0u8; 128];
    while rd.read(&mut b).await? > 0 {}
    Ok(())
}
