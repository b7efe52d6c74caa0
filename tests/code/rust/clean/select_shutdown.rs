use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::sync::broadcast;

pub async fn session(mut s: TcpStream, mut stop: broadcast::Receiver<()>) {
    let mut buf = [0u8; 256];
    loop {
        tokio::select! {
            _ = stop.recv() => return,
            r = s.read(&mut buf) => match r {
                Ok(0) | Err(_) => return,
                Ok(n) => println!("{n}"),
            }
        }
    }
}
