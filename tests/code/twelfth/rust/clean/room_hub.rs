// Table talk for the online card rooms.
use std::collections::HashMap;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, Mutex};
use tokio::time::{timeout, Duration};

pub type Seat = u32;

#[derive(Clone, Default)]
pub struct Hub {
    seats: Arc<Mutex<HashMap<Seat, mpsc::Sender<Arc<str>>>>>,
}

/// Takes the seat out of the hub whichever way the session ends.
struct SeatGuard {
    hub: Hub,
    seat: Seat,
}

impl Drop for SeatGuard {
    fn drop(&mut self) {
        let (hub, seat) = (self.hub.clone(), self.seat);
        tokio::spawn(async move {
            hub.seats.lock().await.remove(&seat);
        });
    }
}

impl Hub {
    pub async fn say(&self, from: Seat, text: &str) {
        let msg: Arc<str> = format!("{from}: {text}\n").into();
        let mut seats = self.seats.lock().await;
        // a full queue means the player doesn't read any more: dropping the sender ends his writer
        seats.retain(|s, tx| *s == from || tx.try_send(msg.clone()).is_ok());
    }

    pub async fn session(self, seat: Seat, sock: TcpStream) -> std::io::Result<()> {
        sock.set_nodelay(true)?;
        let (rd, mut wr) = sock.into_split();
        let (tx, mut rx) = mpsc::channel::<Arc<str>>(64);
        self.seats.lock().await.insert(seat, tx);
        let _guard = SeatGuard { hub: self.clone(), seat };

        let writer = async {
            while let Some(m) = rx.recv().await {
                match timeout(Duration::from_secs(15), wr.write_all(m.as_bytes())).await {
                    Ok(Ok(())) => {}
                    Ok(Err(e)) => return Err(e),
                    Err(_) => return Err(std::io::ErrorKind::TimedOut.into()),
                }
            }
            Ok(())
        };
        let reader = async {
            let mut lines = BufReader::new(rd).lines();
            loop {
                match timeout(Duration::from_secs(900), lines.next_line()).await {
                    Ok(Ok(Some(l))) => self.say(seat, &l).await,
                    Ok(Ok(None)) => return Ok(()),
                    Ok(Err(e)) => return Err(e),
                    Err(_) => return Ok(()),
                }
            }
        };
        // whichever ends first takes the other one down, both halves are dropped here
        tokio::select! {
            r = writer => r,
            r = reader => r,
        }
    }
}
