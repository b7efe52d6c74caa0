use socket2::{Domain, Protocol, Socket, Type};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

fn listener(addr: SocketAddr) -> std::io::Result<TcpListener> {
    let s = Socket::new(Domain::for_address(addr), Type::STREAM, Some(Protocol::TCP))?;
    s.set_reuse_address(true)?;
    s.set_nonblocking(true)?;
    s.bind(&addr.into())?;
    s.listen(4096)?;
    TcpListener::from_std(s.into())
}

async fn vote(mut s: TcpStream) -> std::io::Result<()> {
    let mut line = String::new();
    {
        let mut rd = BufReader::new((&mut s).take(64));
        rd.read_line(&mut line).await?;
    }
    let msg = match line.trim().parse::<u8>() {
        Ok(1..=26) => "THANKS\n",
        _ => "1 TO 26 PLEASE\n",
    };
    s.write_all(msg.as_bytes()).await?;
    s.shutdown().await
}

pub async fn run(addr: SocketAddr) -> std::io::Result<()> {
    let l = listener(addr)?;
    let room = Arc::new(Semaphore::new(20_000));
    loop {
        let permit = room.clone().acquire_owned().await.expect("never closed");
        match l.accept().await {
            Ok((s, peer)) => {
                tokio::spawn(async move {
                    match timeout(Duration::from_secs(8), vote(s)).await {
                        Ok(Ok(())) => {}
                        Ok(Err(e)) => tracing::debug!(%peer, "{e}"),
                        Err(_) => tracing::debug!(%peer, "too slow"),
                    }
                    drop(permit);
                });
            }
            Err(e) => {
                tracing::warn!("accept: {e}");
                sleep(Duration::from_millis(50)).await;
            }
        }
    }
}
