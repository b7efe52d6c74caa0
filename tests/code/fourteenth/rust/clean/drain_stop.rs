use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;

async fn station(mut s: TcpStream, mut stop: watch::Receiver<bool>) -> std::io::Result<()> {
    let mut req = [0u8; 32];
    loop {
        let got = tokio::select! {
            _ = stop.changed() => return s.shutdown().await,
            r = timeout(Duration::from_secs(60), s.read_exact(&mut req)) => r,
        };
        match got {
            Err(_) => return Ok(()),
            Ok(Err(e)) if e.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(()),
            Ok(r) => {
                r?;
            }
        }
        let sum = req.iter().fold(0u8, |a, b| a ^ b);
        timeout(Duration::from_secs(10), s.write_all(&[0xA5, sum])).await??;
    }
}

pub async fn serve(addr: SocketAddr, mut stop: watch::Receiver<bool>) -> std::io::Result<()> {
    let l = TcpListener::bind(addr).await?;
    let mut tasks = JoinSet::new();
    loop {
        tokio::select! {
            _ = stop.changed() => break,
            Some(done) = tasks.join_next() => {
                if let Ok(Err(e)) = done {
                    tracing::warn!("station: {e}");
                }
            }
            a = l.accept() => match a {
                Ok((s, _)) => {
                    tasks.spawn(station(s, stop.clone()));
                }
                Err(e) => {
                    tracing::error!("accept: {e}");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }
    drop(l);
    let all = async { while tasks.join_next().await.is_some() {} };
    if timeout(Duration::from_secs(10), all).await.is_err() {
        tasks.shutdown().await;
    }
    Ok(())
}
