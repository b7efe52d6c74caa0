use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

#[derive(Clone, Default)]
struct Channel {
    cabs: Arc<Mutex<HashMap<SocketAddr, mpsc::Sender<Arc<str>>>>>,
}

struct Membership {
    channel: Channel,
    addr: SocketAddr,
}

impl Drop for Membership {
    fn drop(&mut self) {
        self.channel.cabs.lock().unwrap().remove(&self.addr);
    }
}

impl Channel {
    fn join(&self, addr: SocketAddr) -> (Membership, mpsc::Receiver<Arc<str>>) {
        let (tx, rx) = mpsc::channel(64);
        self.cabs.lock().unwrap().insert(addr, tx);
        (Membership { channel: self.clone(), addr }, rx)
    }

    fn say(&self, from: SocketAddr, text: &str) {
        let msg: Arc<str> = format!("{}: {text}\n", from.port()).into();
        // whoever can't keep up misses it
        for (_, tx) in self.cabs.lock().unwrap().iter().filter(|(a, _)| **a != from) {
            let _ = tx.try_send(msg.clone());
        }
    }
}

async fn cab(stream: TcpStream, addr: SocketAddr, channel: Channel) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (_member, mut rx) = channel.join(addr);
    let (rd, mut wr) = stream.into_split();
    let mut lines = BufReader::new(rd).lines();
    loop {
        tokio::select! {
            line = timeout(Duration::from_secs(900), lines.next_line()) => match line?? {
                Some(text) => channel.say(addr, &text),
                None => return Ok(()),
            },
            Some(msg) = rx.recv() => {
                timeout(Duration::from_secs(5), wr.write_all(msg.as_bytes())).await??;
            }
        }
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let channel = Channel::default();
    let l = TcpListener::bind("0.0.0.0:6012").await?;
    loop {
        match l.accept().await {
            Ok((s, a)) => {
                let ch = channel.clone();
                tokio::spawn(async move {
                    if let Err(e) = cab(s, a, ch).await {
                        eprintln!("{a}: {e}");
                    }
                });
            }
            Err(e) => {
                eprintln!("accept: {e}");
                sleep(Duration::from_millis(200)).await;
            }
        }
    }
}
