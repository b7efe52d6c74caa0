use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::RwLock;
use tokio::time::{sleep, Duration};

/// Live scores to the betting shops. Each update is one JSON line of 2 to 40 kB.
#[derive(Default)]
pub struct Shops {
    conns: RwLock<HashMap<String, Arc<TcpStream>>>,
}

impl Shops {
    pub async fn publish(&self, update: &[u8]) {
        let mut gone = Vec::new();
        {
            let conns = self.conns.read().await;
            for (name, c) in conns.iter() {
                match c.try_write(update) {
                    Ok(_) => {}
                    Err(e) if e.kind() == io::ErrorKind::WouldBlock => {}
                    Err(e) => {
                        log::warn!("shop {name}: {e}");
                        gone.push(name.clone());
                    }
                }
            }
        }
        if !gone.is_empty() {
            let mut conns = self.conns.write().await;
            for g in gone {
                conns.remove(&g);
            }
        }
    }

    async fn watch(self: Arc<Self>, name: String, c: Arc<TcpStream>) {
        let mut sink = [0u8; 256];
        loop {
            if c.readable().await.is_err() {
                break;
            }
            match c.try_read(&mut sink) {
                Ok(0) => break,
                Ok(_) => {}
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => {}
                Err(_) => break,
            }
        }
        self.conns.write().await.remove(&name);
    }

    pub async fn run(self: Arc<Self>, l: TcpListener) {
        loop {
            match l.accept().await {
                Ok((s, peer)) => {
                    let _ = s.set_nodelay(true);
                    let (name, c) = (peer.to_string(), Arc::new(s));
                    self.conns.write().await.insert(name.clone(), c.clone());
                    tokio::spawn(self.clone().watch(name, c));
                }
                Err(e) => {
                    log::error!("accept: {e}");
                    sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }
}
