use std::collections::HashMap;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, RwLock};

#[derive(Default, Clone)]
pub struct Desk {
    traders: Arc<RwLock<HashMap<u32, mpsc::Sender<String>>>>,
}

impl Desk {
    pub async fn attach(&self, id: u32, stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        let (rd, mut wr) = stream.into_split();
        let (tx, mut rx) = mpsc::channel::<String>(64);
        self.traders.write().await.insert(id, tx);

        tokio::spawn(async move {
            while let Some(msg) = rx.recv().await {
                if wr.write_all(msg.as_bytes()).await.is_err() {
                    break;
                }
            }
        });

        let desk = self.clone();
        tokio::spawn(async move {
            let mut lines = BufReader::new(rd).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                desk.order(id, &line).await;
            }
            println!("trader {id} left");
        });
    }

    async fn order(&self, from: u32, line: &str) {
        let reply = match line.split_once(' ') {
            Some(("BUY", what)) => format!("BOUGHT {what}\n"),
            Some(("SELL", what)) => format!("SOLD {what}\n"),
            _ => "WHAT?\n".to_string(),
        };
        if let Some(tx) = self.traders.read().await.get(&from) {
            let _ = tx.try_send(reply);
        }
    }
}
