use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

async fn relay(mut client: TcpStream, to: SocketAddr, max: Duration) -> std::io::Result<(u64, u64)> {
    let mut up = timeout(Duration::from_secs(3), TcpStream::connect(to)).await??;
    client.set_nodelay(true)?;
    up.set_nodelay(true)?;
    timeout(max, copy_bidirectional(&mut client, &mut up)).await?
}

pub async fn serve(l: TcpListener, to: SocketAddr) {
    let slots = Arc::new(Semaphore::new(4096));
    loop {
        let permit = slots.clone().acquire_owned().await.expect("never closed");
        let (client, peer) = match l.accept().await {
            Ok(x) => x,
            Err(e) => {
                log::warn!("accept: {e}");
                sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        tokio::spawn(async move {
            match relay(client, to, Duration::from_secs(3600)).await {
                Ok((a, b)) => log::debug!("{peer}: {a} up, {b} down"),
                Err(e) => log::info!("{peer}: {e}"),
            }
            drop(permit);
        });
    }
}
