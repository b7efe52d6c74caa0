use socket2::{Domain, Protocol, Socket, Type};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tokio::fs::OpenOptions;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Contribution feeds of the TV trucks, 50 Mbit/s each over satellite links (600 ms).

fn listener(addr: SocketAddr) -> std::io::Result<TcpListener> {
    let s = Socket::new(Domain::for_address(addr), Type::STREAM, Some(Protocol::TCP))?;
    s.set_reuse_address(true)?;
    s.set_recv_buffer_size(16 * 1024)?;
    s.set_keepalive(true)?;
    s.set_nonblocking(true)?;
    s.bind(&addr.into())?;
    s.listen(128)?;
    TcpListener::from_std(s.into())
}

async fn truck(mut s: TcpStream, dir: PathBuf) -> std::io::Result<u64> {
    let mut name = [0u8; 16];
    tokio::time::timeout(Duration::from_secs(10), s.read_exact(&mut name)).await??;
    let stem: String = name
        .iter()
        .map(|&b| b as char)
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let mut out = OpenOptions::new()
        .create(true)
        .append(true)
        .open(dir.join(format!("{stem}.ts")))
        .await?;
    let mut buf = vec![0u8; 1 << 20];
    let mut total = 0;
    loop {
        let n = tokio::time::timeout(Duration::from_secs(30), s.read(&mut buf)).await??;
        if n == 0 {
            out.flush().await?;
            return Ok(total);
        }
        out.write_all(&buf[..n]).await?;
        total += n as u64;
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let l = listener("0.0.0.0:9998".parse().expect("address"))?;
    let dir = PathBuf::from("/media/ingest");
    loop {
        match l.accept().await {
            Ok((s, peer)) => {
                let dir = dir.clone();
                tokio::spawn(async move {
                    match truck(s, dir).await {
                        Ok(n) => println!("{peer}: {n} bytes"),
                        Err(e) => eprintln!("{peer}: {e}"),
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
