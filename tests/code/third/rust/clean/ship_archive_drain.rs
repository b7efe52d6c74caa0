use std::path::Path;
use std::time::Duration;

use tokio::fs::File;
use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

#[derive(thiserror::Error, Debug)]
pub enum ShipError {
    #[error("i/o: {0}")]
    Io(#[from] io::Error),
    #[error("timed out")]
    Timeout(#[from] tokio::time::error::Elapsed),
    #[error("refused: {0}")]
    Refused(String),
}

pub async fn ship(addr: &str, file: &Path) -> Result<u64, ShipError> {
    let mut stream = timeout(Duration::from_secs(5), TcpStream::connect(addr)).await??;
    let mut f = File::open(file).await?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    stream.write_all(format!("STORE {name}\n").as_bytes()).await?;
    let n = timeout(Duration::from_secs(600), io::copy(&mut f, &mut stream)).await??;
    stream.shutdown().await?;
    let mut receipt = String::new();
    timeout(Duration::from_secs(30), stream.read_to_string(&mut receipt)).await??;
    if !receipt.starts_with("OK") {
        return Err(ShipError::Refused(receipt));
    }
    tracing::info!(bytes = n, %name, "shipped");
    Ok(n)
}
