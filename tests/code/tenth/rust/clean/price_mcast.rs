use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, Mutex};
use tokio::time::timeout;

type Table = Arc<Mutex<HashMap<SocketAddr, mpsc::Sender<Bytes>>>>;

#[derive(Clone, Default)]
pub struct Board {
    subs: Table,
}

impl Board {
    /// A subscriber whose queue is full is dropped: its sender goes, the task
    /// sees the end of the queue and hangs up.
    pub async fn publish(&self, b: Bytes) {
        self.subs.lock().await.retain(|who, tx| match tx.try_send(b.clone()) {
            Ok(()) => true,
            Err(e) => {
                log::info!("{who}: {e}");
                false
            }
        });
    }

    async fn attend(self, sock: TcpStream, who: SocketAddr) {
        let (tx, mut rx) = mpsc::channel::<Bytes>(256);
        self.subs.lock().await.insert(who, tx);
        let (mut rd, mut wr) = sock.into_split();
        let mut scrap = [0u8; 64];
        loop {
            tokio::select! {
                m = rx.recv() => {
                    let Some(m) = m else { break };
                    match timeout(Duration::from_secs(5), wr.write_all(&m)).await {
                        Ok(Ok(())) => {}
                        Ok(Err(e)) => { log::info!("{who}: {e}"); break }
                        Err(_) => { log::info!("{who}: stuck"); break }
                    }
                }
                r = rd.read(&mut scrap) => match r {
                    Ok(0) | Err(_) => break,
                    Ok(_) => {} // heartbeats
                },
            }
        }
        self.subs.lock().await.remove(&who);
        let _ = wr.shutdown().await;
    }

    pub async fn serve(self, addr: &str) -> std::io::Result<()> {
        let l = TcpListener::bind(addr).await?;
        loop {
            match l.accept().await {
                Ok((sock, who)) => {
                    let _ = sock.set_nodelay(true);
                    let ka = socket2::TcpKeepalive::new().with_time(Duration::from_secs(30));
                    let _ = socket2::SockRef::from(&sock).set_tcp_keepalive(&ka);
                    tokio::spawn(self.clone().attend(sock, who));
                }
                Err(e) => {
                    log::warn!("accept: {e}");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }
}
