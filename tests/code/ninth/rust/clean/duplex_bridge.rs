use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

const QUIET: Duration = Duration::from_secs(1800);

/// Copies until the source ends, then ends the sink as well: a half-close passes through.
async fn one_way(mut from: OwnedReadHalf, mut to: OwnedWriteHalf) -> io::Result<u64> {
    let mut buf = vec![0u8; 32 * 1024];
    let mut sum = 0;
    loop {
        let n = timeout(QUIET, from.read(&mut buf)).await.map_err(|_| ErrorKind::TimedOut)??;
        if n == 0 {
            to.shutdown().await?;
            return Ok(sum);
        }
        to.write_all(&buf[..n]).await?;
        sum += n as u64;
    }
}

async fn dial(target: SocketAddr) -> io::Result<TcpStream> {
    let mut wait = Duration::from_millis(200);
    for _ in 0..4 {
        match timeout(Duration::from_secs(3), TcpStream::connect(target)).await {
            Ok(Ok(s)) => return Ok(s),
            Ok(Err(e)) if e.kind() != ErrorKind::ConnectionRefused => return Err(e),
            _ => sleep(wait).await,
        }
        wait *= 2;
    }
    Err(ErrorKind::TimedOut.into())
}

async fn bridge(near: TcpStream, target: SocketAddr) -> io::Result<(u64, u64)> {
    let far = dial(target).await?;
    near.set_nodelay(true)?;
    far.set_nodelay(true)?;
    let (nr, nw) = near.into_split();
    let (fr, fw) = far.into_split();
    tokio::try_join!(one_way(nr, fw), one_way(fr, nw))
}

pub async fn run(l: TcpListener, target: SocketAddr) {
    loop {
        match l.accept().await {
            Ok((near, who)) => {
                tokio::spawn(async move {
                    match bridge(near, target).await {
                        Ok((up, down)) => log::info!("{who}: {up}/{down}"),
                        Err(e) => log::warn!("{who}: {e}"),
                    }
                });
            }
            Err(e) => {
                log::error!("accept: {e}");
                sleep(Duration::from_secs(1)).await;
            }
        }
    }
}
