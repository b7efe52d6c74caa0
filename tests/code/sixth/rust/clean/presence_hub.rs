use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, RwLock};
use tokio::time::timeout;

type Seats = Arc<RwLock<HashMap<String, mpsc::Sender<String>>>>;

struct Leave {
    name: String,
    seats: Seats,
}

impl Drop for Leave {
    fn drop(&mut self) {
        let (seats, name) = (self.seats.clone(), std::mem::take(&mut self.name));
        tokio::spawn(async move {
            seats.write().await.remove(&name);
        });
    }
}

async fn person(s: TcpStream, seats: Seats) -> std::io::Result<()> {
    s.set_nodelay(true)?;
    let (r, mut w) = s.into_split();
    let mut lines = BufReader::new(r).lines();
    let name = match timeout(Duration::from_secs(10), lines.next_line()).await {
        Ok(Ok(Some(n))) => n,
        _ => return Ok(()),
    };
    let (tx, mut rx) = mpsc::channel::<String>(32);
    seats.write().await.insert(name.clone(), tx);
    let _leave = Leave { name: name.clone(), seats: seats.clone() };
    loop {
        tokio::select! {
            l = timeout(Duration::from_secs(90), lines.next_line()) => match l {
                Ok(Ok(Some(text))) => {
                    for (n, t) in seats.read().await.iter() {
                        if *n != name {
                            let _ = t.try_send(format!("{name} {text}\n"));
                        }
                    }
                }
                Ok(Ok(None)) | Err(_) => return Ok(()),
                Ok(Err(e)) => return Err(e),
            },
            Some(m) = rx.recv() => {
                timeout(Duration::from_secs(5), w.write_all(m.as_bytes())).await??;
            }
        }
    }
}

pub async fn serve(l: TcpListener) {
    let seats = Seats::default();
    loop {
        match l.accept().await {
            Ok((s, _)) => {
                tokio::spawn(person(s, seats.clone()));
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}
