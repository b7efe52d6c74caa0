use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::sync::watch;

pub async fn gauge(mut sock: TcpStream, mut stop: watch::Receiver<bool>) {
    let mut sum = 0usize;
    let mut buf = [0u8; 128];
    loop {
        tokio::select! {
            _ = stop.changed() => return,
            r = sock.read(&mut buf) => match r {
                Ok(0) | Err(_) => break,
                Ok(n) => sum += n,
            },
        }
    }
    let _ = stop.changed().await; // expect: close-wait-leak
    println!("{sum}");
}
