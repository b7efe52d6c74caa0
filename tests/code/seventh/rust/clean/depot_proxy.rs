use std::{net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    io::{self, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    select,
    sync::Semaphore,
    time::timeout,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::{error, info, instrument, warn};

const BUSY: &[u8] = b"-ERR depot overloaded, come back later\r\n";

pub struct Proxy {
    depot: SocketAddr,
    slots: Arc<Semaphore>,
    tracker: TaskTracker,
    stop: CancellationToken,
}

impl Proxy {
    pub fn new(depot: SocketAddr, max: usize, stop: CancellationToken) -> Arc<Self> {
        Arc::new(Proxy { depot, slots: Arc::new(Semaphore::new(max)), tracker: TaskTracker::new(), stop })
    }

    pub async fn run(self: Arc<Self>, l: TcpListener) {
        loop {
            let r = select! {
                r = l.accept() => r,
                _ = self.stop.cancelled() => break,
            };
            match r {
                Ok((client, peer)) => {
                    let me = self.clone();
                    self.tracker.spawn(async move {
                        if let Err(e) = me.session(client, peer).await {
                            warn!(%peer, %e, "session ended badly");
                        }
                    });
                }
                Err(e) => {
                    error!(%e, "accept");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
        drop(l);
        self.tracker.close();
        if timeout(Duration::from_secs(30), self.tracker.wait()).await.is_err() {
            warn!(left = self.tracker.len(), "giving up on the rest");
        }
    }

    #[instrument(skip(self, client))]
    async fn session(&self, mut client: TcpStream, peer: SocketAddr) -> io::Result<()> {
        let Ok(_slot) = self.slots.clone().try_acquire_owned() else {
            client.write_all(BUSY).await?;
            client.shutdown().await?;
            // swallow what is on its way so that the answer survives
            let _ = timeout(Duration::from_secs(2), io::copy(&mut client, &mut io::sink())).await;
            return Ok(());
        };
        let mut depot = timeout(Duration::from_secs(3), TcpStream::connect(self.depot)).await??;
        client.set_nodelay(true)?;
        depot.set_nodelay(true)?;
        let both = io::copy_bidirectional(&mut client, &mut depot);
        select! {
            r = timeout(Duration::from_secs(3600), both) => {
                let (up, down) = r??;
                info!(up, down, "done");
            }
            _ = self.stop.cancelled() => {
                depot.shutdown().await?;
                client.shutdown().await?;
            }
        }
        Ok(())
    }
}
