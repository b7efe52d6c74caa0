use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{tcp::OwnedWriteHalf, TcpListener, TcpStream};
use tokio::sync::mpsc;

type Outbox = mpsc::Sender<Arc<str>>;

#[derive(Clone, Default)]
struct Table(Arc<Mutex<HashMap<u32, Outbox>>>);

impl Table {
    /// players whose outbox is full are thrown out by dropping it
    fn say(&self, s: &str) {
        let s: Arc<str> = s.into();
        self.0.lock().unwrap().retain(|_, o| o.try_send(s.clone()).is_ok());
    }
}

/// Leaves the table when dropped, however the session ended.
struct Seat {
    id: u32,
    table: Table,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.table.0.lock().unwrap().remove(&self.id);
    }
}

async fn writer(mut w: OwnedWriteHalf, mut inbox: mpsc::Receiver<Arc<str>>) {
    while let Some(s) = inbox.recv().await {
        match tokio::time::timeout(Duration::from_secs(5), w.write_all(s.as_bytes())).await {
            Ok(Ok(())) => {}
            _ => return,
        }
    }
    let _ = w.shutdown().await;
}

async fn player(id: u32, s: TcpStream, table: Table) {
    let _ = s.set_nodelay(true);
    let (r, w) = s.into_split();
    let (tx, rx) = mpsc::channel(64);
    table.0.lock().unwrap().insert(id, tx);
    let _seat = Seat { id, table: table.clone() };
    let mut w = tokio::spawn(writer(w, rx));
    let mut lines = BufReader::new(r).lines();
    loop {
        tokio::select! {
            // the writer ends when our outbox has been dropped or the wire is dead
            _ = &mut w => return,
            line = tokio::time::timeout(Duration::from_secs(600), lines.next_line()) => match line {
                Ok(Ok(Some(l))) if l == "roll" => table.say(&format!("{id} rolls {}\n", fastrand::u8(1..=6))),
                Ok(Ok(Some(_))) => table.say(&format!("{id} mumbles\n")),
                _ => return,
            },
        }
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let l = TcpListener::bind("0.0.0.0:6061").await?;
    let table = Table::default();
    let mut id = 0;
    loop {
        match l.accept().await {
            Ok((s, _)) => {
                id += 1;
                tokio::spawn(player(id, s, table.clone()));
            }
            Err(e) => {
                eprintln!("accept: {e}");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}
