use std::collections::HashMap;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{watch, Mutex};

struct Lobby {
    seats: Mutex<HashMap<u32, OwnedWriteHalf>>,
}

async fn seat(n: u32, s: TcpStream, lobby: Arc<Lobby>, mut over: watch::Receiver<bool>) {
    let (mut r, w) = s.into_split();
    lobby.seats.lock().await.insert(n, w);
    let mut buf = [0u8; 256];
    loop {
        tokio::select! {
            got = r.read(&mut buf) => match got {
                Ok(0) => return, // expect: close-wait-leak
                Ok(k) => println!("{n}: {k}"),
                Err(_) => {
                    lobby.seats.lock().await.remove(&n);
                    return;
                }
            },
            _ = over.changed() => {
                lobby.seats.lock().await.remove(&n);
                return;
            }
        }
    }
}

async fn tell(lobby: &Lobby, what: &[u8]) {
    for w in lobby.seats.lock().await.values_mut() {
        let _ = w.write_all(what).await;
    }
}

async fn serve(l: TcpListener, lobby: Arc<Lobby>, over: watch::Receiver<bool>) -> std::io::Result<()> {
    let mut n = 0;
    loop {
        let (s, _) = l.accept().await?;
        n += 1;
        tokio::spawn(seat(n, s, lobby.clone(), over.clone()));
        tell(&lobby, b"one more\n").await;
    }
}
