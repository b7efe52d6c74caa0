use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{sleep, timeout};

async fn ticket(mut s: TcpStream) -> std::io::Result<()> {
    let (r, mut w) = s.split();
    let mut line = String::new();
    let n = timeout(Duration::from_secs(5), BufReader::new(r).read_line(&mut line)).await??;
    if n == 0 {
        return Ok(());
    }
    let numbers: Vec<u8> = line.split(',').filter_map(|x| x.trim().parse().ok()).collect();
    let msg = if numbers.len() == 6 { "TAKEN\n" } else { "INVALID\n" };
    timeout(Duration::from_secs(5), w.write_all(msg.as_bytes())).await??;
    Ok(())
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let addr: SocketAddr = "0.0.0.0:4950".parse().unwrap();
    let sock = TcpSocket::new_v4()?;
    sock.set_reuseaddr(true)?;
    sock.bind(addr)?;
    let listener = sock.listen(2)?;
    println!("ticket front on {addr}, rush is Saturday 18:55");
    loop {
        match listener.accept().await {
            Ok((s, peer)) => {
                tokio::spawn(async move {
                    if let Err(e) = ticket(s).await {
                        eprintln!("{peer}: {e}");
                    }
                });
            }
            Err(e) => {
                eprintln!("accept: {e}");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}
