use tokio::io::{copy, split, AsyncWriteExt};
use tokio::net::TcpStream;

pub async fn relay(a: TcpStream, b: TcpStream) -> std::io::Result<()> {
    let (mut ar, mut aw) = split(a);
    let (mut br, mut bw) = split(b);
    let there = async {
        copy(&mut ar, &mut bw).await?;
        bw.shutdown().await
    };
    let back = async {
        copy(&mut br, &mut aw).await?;
        aw.shutdown().await
    };
    tokio::try_join!(there, back)?;
    Ok(())
}
