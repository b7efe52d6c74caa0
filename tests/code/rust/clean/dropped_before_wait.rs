use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::sync::{broadcast, watch};

pub async fn a(mut stream: TcpStream, mut stop: broadcast::Receiver<()>) {
    let mut buf = [0u8; 64];
    let mut n = 0;
    loop {
        tokio::select! {
            _ = stop.recv() => break,
            r = stream.read(&mut buf) => match r {
                Ok(0) | Err(_) => break,
                Ok(k) => n += k,
            },
        }
    }
    drop(stream);
    let _ = stop.recv().await;
    println!("{n}");
}

pub async fn b(mut stream: TcpStream, mut stop: watch::Receiver<bool>) {
    let mut buf = [0u8; 64];
    loop {
        tokio::select! {
            _ = stop.changed() => return,
            r = stream.read(&mut buf) => match r {
                Ok(0) | Err(_) => return,
                Ok(_) => {}
            },
        }
    }
}

pub async fn c(stream: TcpStream, mut stop: watch::Receiver<bool>) {
    let n = count(stream).await;
    let _ = stop.changed().await;
    println!("{n}");
}

async fn count(mut stream: TcpStream) -> usize {
    let mut buf = [0u8; 64];
    let mut n = 0;
    while let Ok(k) = stream.read(&mut buf).await {
        if k == 0 {
            break;
        }
        n += k;
    }
    n
}
