use socket2::{Domain, Socket, Type};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;

// Festival wristbands. A gate asks for every guest, everyone comes at 18:00.

fn listen(addr: SocketAddr) -> std::io::Result<TcpListener> {
    let s = Socket::new(Domain::for_address(addr), Type::STREAM, None)?;
    s.set_reuse_address(true)?;
    s.set_nonblocking(true)?;
    s.bind(&addr.into())?;
    s.listen(1024)?;
    TcpListener::from_std(s.into())
}

async fn gate(mut s: TcpStream) -> anyhow::Result<()> {
    s.set_nodelay(true)?;
    let (r, mut w) = s.split();
    let mut r = BufReader::new(r);
    let mut band = String::new();
    loop {
        band.clear();
        if timeout(Duration::from_secs(900), r.read_line(&mut band)).await?? == 0 {
            return Ok(());
        }
        anyhow::ensure!(band.len() < 80, "line too long");
        let answer: &[u8] = if band.trim().starts_with("VIP") { b"GREEN VIP\n" } else { b"GREEN\n" };
        timeout(Duration::from_secs(5), w.write_all(answer)).await??;
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let l = listen("0.0.0.0:5252".parse()?)?;
    let room = Arc::new(Semaphore::new(4000));
    loop {
        let permit = room.clone().acquire_owned().await?;
        match l.accept().await {
            Ok((s, peer)) => {
                tokio::spawn(async move {
                    let _permit = permit;
                    if let Err(e) = gate(s).await {
                        eprintln!("gate {peer}: {e:#}");
                    }
                });
            }
            Err(e) => {
                eprintln!("accept: {e}");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}
