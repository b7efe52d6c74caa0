use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use socket2::{Domain, Protocol, Socket, TcpKeepalive, Type};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

fn listener(addr: SocketAddr) -> std::io::Result<TcpListener> {
    let s = Socket::new(Domain::for_address(addr), Type::STREAM, Some(Protocol::TCP))?;
    s.set_reuse_address(true)?;
    s.set_nonblocking(true)?;
    s.set_keepalive(true)?;
    s.set_tcp_keepalive(&TcpKeepalive::new().with_time(Duration::from_secs(60)))?;
    s.bind(&addr.into())?;
    s.listen(2)?;
    TcpListener::from_std(s.into())
}

/// Fare validators in buses, all of them reconnect when the radio cell comes back.
#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let addr: SocketAddr = std::env::args().nth(1).unwrap_or("0.0.0.0:9100".into()).parse()?;
    let door = listener(addr)?;
    let room = Arc::new(Semaphore::new(4000));
    loop {
        let seat = room.clone().acquire_owned().await?;
        let (sock, peer) = match door.accept().await {
            Ok(v) => v,
            Err(e) => {
                eprintln!("accept {e}");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        tokio::spawn(async move {
            let _seat = seat;
            if let Err(e) = validator(sock).await {
                eprintln!("{peer}: {e}");
            }
        });
    }
}

async fn validator(mut sock: TcpStream) -> anyhow::Result<()> {
    sock.set_nodelay(true)?;
    let mut buf = BytesMut::with_capacity(1024);
    loop {
        let n = tokio::time::timeout(Duration::from_secs(300), sock.read_buf(&mut buf)).await??;
        if n == 0 {
            return Ok(());
        }
        while buf.len() >= 16 {
            let tap = buf.split_to(16);
            let ok = tap[0] == 0x7e && tap.iter().fold(0u8, |a, b| a ^ b) == 0;
            sock.write_all(if ok { b"\x06" } else { b"\x15" }).await?;
        }
        if buf.len() > 8192 {
            anyhow::bail!("validator sends rubbish");
        }
    }
}
