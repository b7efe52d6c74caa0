use async_std::future::timeout;
use async_std::io::BufReader;
use async_std::net::{TcpListener, TcpStream};
use async_std::prelude::*;
use async_std::task;
use std::time::Duration;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

const IDLE: Duration = Duration::from_secs(60);

async fn session(stream: TcpStream) -> Result<usize> {
    let mut lines = BufReader::new(&stream).lines();
    let mut out = &stream;
    let mut count = 0;
    while let Some(line) = timeout(IDLE, lines.next()).await? {
        let line = line?;
        let mut words = line.split_whitespace();
        let reply = match (words.next(), words.next()) {
            (Some("ECHO"), Some(w)) => format!("{w}\n"),
            (Some("TIME"), None) => format!("{:?}\n", std::time::SystemTime::now()),
            (Some("BYE"), _) => return Ok(count),
            _ => return Err(format!("cannot read {line:?}").into()),
        };
        out.write_all(reply.as_bytes()).await?;
        count += 1;
    }
    Ok(count)
}

fn main() -> Result<()> {
    task::block_on(async {
        let listener = TcpListener::bind("0.0.0.0:8811").await?;
        loop {
            match listener.accept().await {
                Ok((stream, peer)) => {
                    task::spawn(async move {
                        match session(stream).await {
                            Ok(n) => println!("{peer}: {n} commands"),
                            Err(e) => println!("{peer}: {e}"),
                        }
                    });
                }
                Err(e) => {
                    eprintln!("accept: {e}");
                    task::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    })
}
