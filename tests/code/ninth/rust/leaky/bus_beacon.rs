use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::RwLock;
use tokio::time::timeout;

#[derive(Default)]
struct Positions(std::collections::HashMap<u32, (f64, f64)>);

fn parse(line: &str) -> Option<(u32, f64, f64)> {
    let mut it = line.trim().split(';');
    Some((it.next()?.parse().ok()?, it.next()?.parse().ok()?, it.next()?.parse().ok()?))
}

async fn bus(s: TcpStream, p: Arc<RwLock<Positions>>) -> std::io::Result<()> {
    s.set_nodelay(true)?;
    let (rd, mut wr) = s.into_split();
    let mut lines = BufReader::new(rd).lines();
    while let Some(line) = timeout(Duration::from_secs(300), lines.next_line()).await?? {
        let reply = match parse(&line) {
            Some((id, lat, lon)) => {
                p.write().await.0.insert(id, (lat, lon));
                "OK\n"
            }
            None => "?\n",
        };
        wr.write_all(reply.as_bytes()).await?;
    }
    Ok(())
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let positions = Arc::new(RwLock::new(Positions::default()));
    let listener = TcpListener::bind("[::]:9944").await?;
    loop {
        let (s, from) = match listener.accept().await {
            Ok(pair) => pair,
            Err(e) => {
                eprintln!("accept: {e}");
                continue;
            }
        };
        let p = positions.clone();
        tokio::spawn(async move {
            if let Err(e) = bus(s, p).await {
                eprintln!("{from}: {e}");
            }
        });
    }
}
