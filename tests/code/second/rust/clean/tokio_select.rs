use std::time::Duration;
use tokio::io::{copy_bidirectional, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::timeout;

async fn proxy(mut client: TcpStream, target: String, mut stop: watch::Receiver<bool>) {
    let mut up = match timeout(Duration::from_secs(3), TcpStream::connect(&target)).await {
        Ok(Ok(s)) => s,
        Ok(Err(e)) => {
            tracing::warn!("{target}: {e}");
            return;
        }
        Err(_) => {
            let _ = client.write_all(b"-timeout\n").await;
            return;
        }
    };
    tokio::select! {
        r = copy_bidirectional(&mut client, &mut up) => {
            if let Err(e) = r {
                tracing::debug!("{e}");
            }
        }
        _ = stop.changed() => {}
    }
}

pub async fn serve(l: TcpListener, target: String, stop: watch::Receiver<bool>) {
    loop {
        match l.accept().await {
            Ok((s, _)) => {
                tokio::spawn(proxy(s, target.clone(), stop.clone()));
            }
            Err(e) => {
                tracing::error!("accept: {e}");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
}
