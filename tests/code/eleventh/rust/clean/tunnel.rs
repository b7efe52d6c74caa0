//! Small TCP tunnel: staff VPN -> payroll host.
use anyhow::{Context, Result};
use socket2::{SockRef, TcpKeepalive};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

fn tune(s: &TcpStream) -> Result<()> {
    s.set_nodelay(true)?;
    let ka = TcpKeepalive::new()
        .with_time(Duration::from_secs(60))
        .with_interval(Duration::from_secs(15));
    SockRef::from(s).set_tcp_keepalive(&ka)?;
    Ok(())
}

async fn tunnel(mut inside: TcpStream, target: &str) -> Result<(u64, u64)> {
    tune(&inside)?;
    let mut outside = timeout(Duration::from_secs(5), TcpStream::connect(target))
        .await
        .context("connect took too long")?
        .with_context(|| format!("connect {target}"))?;
    tune(&outside)?;
    // half-close is passed on in both directions, a session lasts a working day at most
    let moved = timeout(
        Duration::from_secs(10 * 3600),
        copy_bidirectional(&mut inside, &mut outside),
    )
    .await
    .context("session over its ten hours")??;
    Ok(moved)
}

#[tokio::main]
async fn main() -> Result<()> {
    let target: Arc<str> = std::env::args().nth(1).context("target?")?.into();
    let listener = TcpListener::bind("127.0.0.1:7070").await?;
    loop {
        let (s, peer) = match listener.accept().await {
            Ok(p) => p,
            Err(e) => {
                log::error!("accept: {e}");
                tokio::time::sleep(Duration::from_millis(500)).await;
                continue;
            }
        };
        let target = target.clone();
        tokio::spawn(async move {
            match tunnel(s, &target).await {
                Ok((up, down)) => log::info!("{peer} up {up} down {down}"),
                Err(e) => log::warn!("{peer}: {e:#}"),
            }
        });
    }
}
