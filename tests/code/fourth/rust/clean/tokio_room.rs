use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

type Peers = Arc<Mutex<HashMap<SocketAddr, mpsc::Sender<String>>>>;

struct Leave(Peers, SocketAddr);

impl Drop for Leave {
    fn drop(&mut self) {
        self.0.lock().unwrap().remove(&self.1);
    }
}

async fn session(stream: TcpStream, addr: SocketAddr, peers: Peers) -> anyhow::Result<()> {
    let (rd, mut wr) = stream.into_split();
    let (tx, mut rx) = mpsc::channel::<String>(64);
    peers.lock().unwrap().insert(addr, tx);
    let _leave = Leave(peers.clone(), addr);
    // ends when the last sender, the one in the map, is gone
    tokio::spawn(async move {
        while let Some(m) = rx.recv().await {
            match timeout(Duration::from_secs(10), wr.write_all(m.as_bytes())).await {
                Ok(Ok(())) => {}
                _ => break,
            }
        }
    });
    let mut lines = BufReader::new(rd).lines();
    while let Some(line) = timeout(Duration::from_secs(300), lines.next_line()).await?? {
        for (a, tx) in peers.lock().unwrap().iter() {
            if *a != addr {
                let _ = tx.try_send(format!("{line}\n"));
            }
        }
    }
    Ok(())
}

pub async fn run(l: TcpListener) {
    let peers = Peers::default();
    loop {
        match l.accept().await {
            Ok((s, a)) => {
                tokio::spawn(session(s, a, peers.clone()));
            }
            Err(e) => {
                eprintln!("accept: {e}");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}
