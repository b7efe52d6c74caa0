use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

const IDLE: Duration = Duration::from_secs(2 * 3600);

async fn forward<R, W>(mut from: R, mut to: W) -> std::io::Result<u64>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let mut total = 0;
    let mut buf = vec![0u8; 32 * 1024];
    loop {
        let n = timeout(IDLE, from.read(&mut buf)).await??;
        if n == 0 {
            to.shutdown().await?;
            return Ok(total);
        }
        timeout(Duration::from_secs(60), to.write_all(&buf[..n])).await??;
        total += n as u64;
    }
}

async fn pair(mut near: TcpStream, upstream: String, mut stop: watch::Receiver<bool>) -> std::io::Result<()> {
    let mut far = timeout(Duration::from_secs(5), TcpStream::connect(upstream)).await??;
    near.set_nodelay(true)?;
    far.set_nodelay(true)?;
    let (nr, nw) = near.split();
    let (fr, fw) = far.split();
    tokio::select! {
        r = async { tokio::try_join!(forward(nr, fw), forward(fr, nw)) } => {
            let (up, down) = r?;
            log::info!("done, {up} up {down} down");
        }
        _ = stop.changed() => log::info!("interrupted"),
    }
    Ok(())
}

pub async fn run(bind: &str, upstream: &str, stop: watch::Receiver<bool>) -> std::io::Result<()> {
    let l = TcpListener::bind(bind).await?;
    let mut mine = stop.clone();
    loop {
        let near = tokio::select! {
            r = l.accept() => match r {
                Ok((s, _)) => s,
                Err(e) => {
                    log::warn!("accept: {e}");
                    sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            _ = mine.changed() => return Ok(()),
        };
        let (up, stop) = (upstream.to_string(), stop.clone());
        tokio::spawn(async move {
            if let Err(e) = pair(near, up, stop).await {
                log::warn!("pair: {e}");
            }
        });
    }
}
