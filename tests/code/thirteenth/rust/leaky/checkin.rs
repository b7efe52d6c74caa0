use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Result;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

// Conference check-in: 300 badge scanners at the doors, everybody comes at 8:55.

fn bind(addr: SocketAddr) -> Result<TcpListener> {
    let sock = if addr.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    sock.set_reuseaddr(true)?;
    sock.bind(addr)?;
    Ok(sock.listen(1)?)
}

async fn scan(s: TcpStream) -> Result<()> {
    s.set_nodelay(true)?;
    let (r, mut w) = s.into_split();
    let mut lines = BufReader::new(r).lines();
    while let Some(code) = timeout(Duration::from_secs(300), lines.next_line()).await?? {
        let verdict = if code.len() == 12 && code.chars().all(|c| c.is_ascii_alphanumeric()) {
            "WELCOME\n"
        } else {
            "DESK\n"
        };
        timeout(Duration::from_secs(5), w.write_all(verdict.as_bytes())).await??;
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<()> {
    let listener = bind("0.0.0.0:8055".parse()?)?;
    loop {
        match listener.accept().await {
            Ok((s, peer)) => {
                tokio::spawn(async move {
                    if let Err(e) = scan(s).await {
                        eprintln!("{peer}: {e:#}");
                    }
                });
            }
            Err(e) => {
                eprintln!("accept: {e}");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}
