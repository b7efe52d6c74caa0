use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, Mutex};
use tokio::time::timeout;

#[derive(Clone, Default)]
pub struct Rooms {
    seats: Arc<Mutex<HashMap<u64, mpsc::Sender<String>>>>,
}

impl Rooms {
    pub async fn seat(self, player: u64, stream: TcpStream) {
        if let Err(e) = stream.set_nodelay(true) {
            eprintln!("player {player}: {e}");
            return;
        }
        let (rd, mut wr) = stream.into_split();
        let (tx, mut rx) = mpsc::channel::<String>(32);
        self.seats.lock().await.insert(player, tx);

        let mut writer = tokio::spawn(async move {
            while let Some(mut m) = rx.recv().await {
                m.push('\n');
                match timeout(Duration::from_secs(5), wr.write_all(m.as_bytes())).await {
                    Ok(Ok(())) => {}
                    _ => break,
                }
            }
            let _ = wr.shutdown().await;
        });

        let mut lines = BufReader::new(rd).lines();
        loop {
            // a move may take half an hour, afterwards the clock has run out anyway
            let got = tokio::select! {
                _ = &mut writer => {
                    // too slow, or seated again elsewhere
                    self.seats.lock().await.retain(|_, tx| !tx.is_closed());
                    return;
                }
                l = timeout(Duration::from_secs(1800), lines.next_line()) => l,
            };
            match got {
                Ok(Ok(Some(mv))) => self.to_opponent(player, mv).await,
                Ok(Ok(None)) => break,
                Ok(Err(e)) => {
                    eprintln!("player {player}: {e}");
                    break;
                }
                Err(_) => break,
            }
        }
        // dropping the sender ends the writer, which gives up the other half
        self.seats.lock().await.remove(&player);
        let _ = writer.await;
    }

    async fn to_opponent(&self, from: u64, mv: String) {
        let tx = self.seats.lock().await.get(&(from ^ 1)).cloned();
        if let Some(tx) = tx {
            let _ = tx.try_send(mv);
        }
    }
}
