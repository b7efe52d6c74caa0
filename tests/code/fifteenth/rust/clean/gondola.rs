use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{interval, timeout};

/// One gondola cabin link; reader and writer live in one select loop, so both go together.
pub async fn cabin(
    mut sock: TcpStream,
    mut orders: mpsc::Receiver<Vec<u8>>,
    telemetry: mpsc::Sender<Vec<u8>>,
) -> std::io::Result<()> {
    sock.set_nodelay(true)?;
    let (mut rd, mut wr) = sock.split();
    let mut quiet = 0u8;
    let mut tick = interval(Duration::from_secs(10));
    let mut buf = vec![0u8; 1024];
    loop {
        tokio::select! {
            r = rd.read(&mut buf) => {
                let n = r?;
                if n == 0 {
                    tracing::info!("cabin closed the link");
                    return Ok(());
                }
                quiet = 0;
                if telemetry.send(buf[..n].to_vec()).await.is_err() {
                    return Ok(());
                }
            }
            o = orders.recv() => match o {
                Some(frame) => timeout(Duration::from_secs(2), wr.write_all(&frame)).await??,
                None => {
                    wr.shutdown().await?;
                    return Ok(());
                }
            },
            _ = tick.tick() => {
                quiet += 1;
                if quiet > 6 {
                    tracing::warn!("cabin silent for a minute");
                    return Ok(());
                }
            }
        }
    }
}
