use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

pub struct Tick {
    pub at: u64,
    pub price: u32,
}

pub async fn publish(out: &mut TcpStream, ticks: &[Tick]) -> std::io::Result<()> {
    out.set_nodelay(true)?;
    for t in ticks {
        out.write_u64(t.at).await?; // expect: small-writes
        out.write_u32(t.price).await?;
    }
    Ok(())
}
