use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch, Semaphore};
use tokio::time::{sleep, timeout};

type Lines = mpsc::Sender<Arc<str>>;

/// Nurses' pagers by ward. The table holds the sending ends only, never the sockets.
#[derive(Clone, Default)]
pub struct Hub(Arc<Mutex<HashMap<SocketAddr, (String, Lines)>>>);

struct Seat {
    hub: Hub,
    addr: SocketAddr,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.hub.0.lock().unwrap().remove(&self.addr);
    }
}

impl Hub {
    fn seat(&self, addr: SocketAddr, ward: String, tx: Lines) -> Seat {
        self.0.lock().unwrap().insert(addr, (ward, tx));
        Seat { hub: self.clone(), addr }
    }

    pub fn call(&self, ward: &str, text: &str) -> usize {
        let line: Arc<str> = format!("{text}\r\n").into();
        let mut all = self.0.lock().unwrap();
        let before = all.len();
        // a pager with 32 calls unread is out of order: without its sender the task ends
        all.retain(|_, (w, tx)| w != ward || tx.try_send(line.clone()).is_ok());
        before - all.len()
    }

    async fn pager(self, sock: TcpStream, addr: SocketAddr, mut quit: watch::Receiver<bool>) -> std::io::Result<()> {
        sock.set_nodelay(true)?;
        let (r, mut w) = sock.into_split();
        let mut input = BufReader::new(r).lines();
        let ward = match timeout(Duration::from_secs(10), input.next_line()).await {
            Ok(Ok(Some(ward))) => ward,
            Ok(Ok(None)) | Err(_) => return Ok(()),
            Ok(Err(e)) => return Err(e),
        };
        let (tx, mut rx) = mpsc::channel(32);
        let _seat = self.seat(addr, ward, tx);
        let mut beat = tokio::time::interval(Duration::from_secs(30));
        loop {
            let text: Arc<str> = tokio::select! {
                _ = quit.changed() => break,
                line = rx.recv() => match line { Some(l) => l, None => break },
                got = input.next_line() => match got? { Some(_) => continue, None => break },
                _ = beat.tick() => "\r\n".into(),
            };
            timeout(Duration::from_secs(15), w.write_all(text.as_bytes())).await??;
        }
        timeout(Duration::from_secs(2), w.shutdown()).await?
    }
}

pub async fn run(hub: Hub, port: u16, quit: watch::Receiver<bool>) -> std::io::Result<()> {
    let listener = TcpListener::bind(("0.0.0.0", port)).await?;
    let seats = Arc::new(Semaphore::new(500));
    let mut stop = quit.clone();
    loop {
        let permit = seats.clone().acquire_owned().await.expect("never closed");
        let (sock, addr) = tokio::select! {
            _ = stop.changed() => return Ok(()),
            got = listener.accept() => match got {
                Ok(pair) => pair,
                Err(e) => {
                    eprintln!("accept: {e}");
                    sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
        };
        let (hub, quit) = (hub.clone(), quit.clone());
        tokio::spawn(async move {
            if let Err(e) = hub.pager(sock, addr, quit).await {
                eprintln!("pager {addr}: {e}");
            }
            drop(permit);
        });
    }
}
