use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

async fn relay(mut down: TcpStream, backend: SocketAddr) -> anyhow::Result<()> {
    let mut up = match timeout(Duration::from_secs(3), TcpStream::connect(backend)).await {
        Ok(Ok(s)) => s,
        Ok(Err(e)) => anyhow::bail!("backend {backend}: {e}"),
        Err(_) => anyhow::bail!("backend {backend}: connect timed out"),
    };
    for s in [&down, &up] {
        s.set_nodelay(true)?;
        socket2::SockRef::from(s).set_keepalive(true)?;
    }
    let (a, b) = copy_bidirectional(&mut down, &mut up).await?;
    tracing::debug!(sent = a, received = b, "relay done");
    Ok(())
}

pub async fn run(listener: TcpListener, backend: SocketAddr) -> anyhow::Result<()> {
    let limit = Arc::new(Semaphore::new(4096));
    loop {
        let permit = limit.clone().acquire_owned().await?;
        let (down, peer) = match listener.accept().await {
            Ok(x) => x,
            Err(e) => {
                tracing::warn!("accept: {e}");
                sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        tokio::spawn(async move {
            let _permit = permit;
            if let Err(e) = relay(down, backend).await {
                tracing::info!(%peer, "{e:#}");
            }
        });
    }
}
