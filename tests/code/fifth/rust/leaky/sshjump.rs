use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

/// Jump host for the field engineers: :2222 to the router they have booked.

const BUF: usize = 16 * 1024;

async fn forward(tag: &'static str, mut from: impl AsyncReadExt + Unpin, to: &mut (impl AsyncWriteExt + Unpin)) -> u64 {
    let mut total = 0;
    let mut buf = vec![0u8; BUF];
    loop {
        match from.read(&mut buf).await {
            Ok(0) => break,
            Ok(n) => {
                if let Err(e) = to.write_all(&buf[..n]).await {
                    log::debug!("{tag}: {e}");
                    break;
                }
                total += n as u64;
            }
            Err(e) => {
                log::debug!("{tag}: {e}");
                break;
            }
        }
    }
    total
}

async fn session(engineer: TcpStream, router: SocketAddr) -> io::Result<()> {
    let far = timeout(Duration::from_secs(6), TcpStream::connect(router)).await??;
    engineer.set_nodelay(true)?;
    far.set_nodelay(true)?;
    let (er, mut ew) = engineer.into_split();
    let (fr, mut fw) = far.into_split();

    let down = tokio::spawn(async move {
        let n = forward("down", fr, &mut ew).await;
        let _ = ew.shutdown().await;
        n
    });
    let up = forward("up", er, &mut fw).await;
    fw.forget(); // dropping it here would cut the router's last output
    log::info!("{up} bytes up, {} down", down.await.unwrap_or(0));
    Ok(())
}

pub async fn serve(port: u16, booked: impl Fn(SocketAddr) -> Option<SocketAddr>) -> io::Result<()> {
    let l = TcpListener::bind(("0.0.0.0", port)).await?;
    loop {
        let (s, peer) = match l.accept().await {
            Ok(x) => x,
            Err(e) => {
                log::warn!("accept: {e}");
                tokio::time::sleep(Duration::from_millis(200)).await;
                continue;
            }
        };
        let Some(router) = booked(peer) else {
            log::info!("{peer} has nothing booked");
            continue;
        };
        tokio::spawn(async move {
            if let Err(e) = session(s, router).await {
                log::warn!("{peer} -> {router}: {e}");
            }
        });
    }
}
