use std::{sync::Arc, time::Duration};

use tokio::{
    io,
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};
use tokio_rustls::{rustls::ServerConfig, TlsAcceptor};

pub struct Front {
    pub listen: String,
    pub backend: String,
    pub tls: Arc<ServerConfig>,
}

impl Front {
    pub async fn run(self) -> io::Result<()> {
        let acceptor = TlsAcceptor::from(self.tls.clone());
        let listener = TcpListener::bind(&self.listen).await?;
        log::info!("front {} -> {}", self.listen, self.backend);
        loop {
            let (tcp, peer) = match listener.accept().await {
                Ok(pair) => pair,
                Err(e) => {
                    log::error!("accept: {e}");
                    sleep(Duration::from_millis(100)).await;
                    continue;
                }
            };
            tcp.set_nodelay(true).ok();
            let mut client = match timeout(Duration::from_secs(10), acceptor.accept(tcp)).await {
                Ok(Ok(s)) => s,
                Ok(Err(e)) => {
                    log::warn!("{peer}: handshake: {e}");
                    continue;
                }
                Err(_) => {
                    log::warn!("{peer}: handshake timed out");
                    continue;
                }
            };
            let backend = self.backend.clone();
            tokio::spawn(async move {
                let dial = timeout(Duration::from_secs(3), TcpStream::connect(&backend)).await;
                let mut up = match dial {
                    Ok(Ok(s)) => s,
                    other => {
                        log::warn!("{peer}: backend: {other:?}");
                        return;
                    }
                };
                up.set_nodelay(true).ok();
                let copy = io::copy_bidirectional(&mut client, &mut up);
                match timeout(Duration::from_secs(3600), copy).await {
                    Ok(Ok((a, b))) => log::debug!("{peer}: {a} up, {b} down"),
                    Ok(Err(e)) => log::info!("{peer}: {e}"),
                    Err(_) => log::info!("{peer}: session limit"),
                }
            });
        }
    }
}
