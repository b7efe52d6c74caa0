use anyhow::{bail, Context, Result};
use std::time::Duration;
use tokio::fs::File;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

/// Bank statements as PDF for the branch printers: "GET account month\n" -> length line, bytes.

async fn request(r: &mut BufReader<&mut TcpStream>) -> Result<(String, String)> {
    let mut line = String::new();
    let n = timeout(Duration::from_secs(10), r.read_line(&mut line)).await??;
    if n == 0 {
        bail!("hung up without a request");
    }
    let mut w = line.split_whitespace().skip(1).map(str::to_owned);
    let account = w.next().context("account")?;
    let month = w.next().context("month")?;
    if !account.chars().chain(month.chars()).all(|c| c.is_ascii_alphanumeric()) {
        bail!("funny request {line:?}");
    }
    Ok((account, month))
}

async fn serve_one(mut s: TcpStream) -> Result<()> {
    let mut buffered = BufReader::new(&mut s);
    let (account, month) = request(&mut buffered).await?;
    drop(buffered);
    let path = format!("/srv/statements/{account}/{month}.pdf");
    match File::open(&path).await {
        Ok(mut f) => {
            let len = f.metadata().await?.len();
            s.write_all(format!("{len}\n").as_bytes()).await?;
            timeout(Duration::from_secs(120), tokio::io::copy(&mut f, &mut s)).await??;
        }
        Err(e) => s.write_all(format!("-1 {e}\n").as_bytes()).await?,
    }
    s.flush().await?;
    s.set_linger(Some(Duration::ZERO))?;
    Ok(())
}

#[tokio::main]
async fn main() -> Result<()> {
    let l = TcpListener::bind("0.0.0.0:7350").await?;
    loop {
        match l.accept().await {
            Ok((s, peer)) => {
                tokio::spawn(async move {
                    if let Err(e) = serve_one(s).await {
                        eprintln!("{peer}: {e:#}");
                    }
                });
            }
            Err(e) => {
                eprintln!("accept: {e}");
                tokio::time::sleep(Duration::from_millis(150)).await;
            }
        }
    }
}
