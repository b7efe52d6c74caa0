use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

/// Tunnels POS traffic to one of two data centres. Half-closes pass through copy_bidirectional.

const MAX: usize = 4000;

async fn dial(targets: &[SocketAddr]) -> Option<TcpStream> {
    for t in targets {
        match timeout(Duration::from_secs(3), TcpStream::connect(t)).await {
            Ok(Ok(s)) => return Some(s),
            Ok(Err(e)) => log::warn!("{t}: {e}"),
            Err(_) => log::warn!("{t}: no answer"),
        }
    }
    None
}

async fn tunnel(mut pos: TcpStream, targets: Arc<[SocketAddr]>) {
    let Some(mut dc) = dial(&targets).await else {
        return;
    };
    if pos.set_nodelay(true).is_err() || dc.set_nodelay(true).is_err() {
        return;
    }
    // a POS has no business to be here for longer than a shift
    match timeout(Duration::from_secs(8 * 3600), copy_bidirectional(&mut pos, &mut dc)).await {
        Ok(Ok((up, down))) => log::info!("{up} up {down} down"),
        Ok(Err(e)) => log::info!("broken: {e}"),
        Err(_) => log::info!("shift over"),
    }
}

fn keepalive(s: &TcpStream) -> std::io::Result<()> {
    let k = socket2::TcpKeepalive::new()
        .with_time(Duration::from_secs(60))
        .with_interval(Duration::from_secs(15));
    socket2::SockRef::from(s).set_tcp_keepalive(&k)
}

pub async fn run(listen: SocketAddr, targets: Vec<SocketAddr>) -> std::io::Result<()> {
    let targets: Arc<[SocketAddr]> = targets.into();
    let room = Arc::new(Semaphore::new(MAX));
    let l = TcpListener::bind(listen).await?;
    loop {
        let permit = room.clone().acquire_owned().await.expect("never closed");
        let (s, _) = match l.accept().await {
            Ok(x) => x,
            Err(e) => {
                log::error!("accept: {e}");
                sleep(Duration::from_millis(250)).await;
                continue;
            }
        };
        if let Err(e) = keepalive(&s) {
            log::warn!("keepalive: {e}");
        }
        let targets = targets.clone();
        tokio::spawn(async move {
            tunnel(s, targets).await;
            drop(permit);
        });
    }
}
