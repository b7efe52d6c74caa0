use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::timeout;

/// Drinks displays behind the bars of the stadium.
#[derive(Clone, Default)]
pub struct Displays(Arc<Mutex<HashMap<u64, mpsc::Sender<String>>>>);

struct Entry<'a> {
    all: &'a Displays,
    id: u64,
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        self.all.0.lock().unwrap().remove(&self.id);
    }
}

impl Displays {
    fn enter(&self, id: u64) -> (Entry<'_>, mpsc::Receiver<String>) {
        let (tx, rx) = mpsc::channel(32);
        self.0.lock().unwrap().insert(id, tx);
        (Entry { all: self, id }, rx)
    }

    pub fn order(&self, id: u64, text: String) -> bool {
        match self.0.lock().unwrap().get(&id) {
            Some(tx) => tx.try_send(text).is_ok(),
            None => false,
        }
    }

    async fn session(&self, sock: TcpStream, id: u64) -> anyhow::Result<()> {
        sock.set_nodelay(true)?;
        let (_entry, mut orders) = self.enter(id);
        let (rd, mut wr) = sock.into_split();
        let mut lines = BufReader::new(rd).lines();
        let mut quiet = tokio::time::interval(Duration::from_secs(60));
        let mut heard = true;
        loop {
            tokio::select! {
                line = lines.next_line() => match line? {
                    Some(l) => { heard = true; tracing::debug!(id, "display: {l}"); }
                    None => return Ok(()),
                },
                Some(o) = orders.recv() => {
                    timeout(Duration::from_secs(3), wr.write_all(format!("{o}\n").as_bytes())).await??;
                }
                _ = quiet.tick() => {
                    anyhow::ensure!(heard, "display {id} silent for a minute");
                    heard = false;
                }
            }
        }
    }

    pub async fn serve(self, l: TcpListener) {
        for id in 1.. {
            match l.accept().await {
                Ok((s, _)) => {
                    let me = self.clone();
                    tokio::spawn(async move {
                        if let Err(e) = me.session(s, id).await {
                            tracing::info!(id, "{e:#}");
                        }
                    });
                }
                Err(e) => {
                    tracing::error!("accept: {e}");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }
}
