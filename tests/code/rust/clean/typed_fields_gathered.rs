use tokio::io::{AsyncWriteExt, BufWriter};
use tokio::net::TcpStream;

pub struct Tick {
    pub at: u64,
    pub price: u32,
}

pub async fn publish(out: &mut TcpStream, ticks: &[Tick]) -> std::io::Result<()> {
    out.set_nodelay(true)?;
    let mut gathered = BufWriter::new(out);
    for t in ticks {
        gathered.write_u64(t.at).await?;
        gathered.write_u32(t.price).await?;
    }
    gathered.flush().await
}
