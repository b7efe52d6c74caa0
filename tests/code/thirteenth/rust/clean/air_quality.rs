use std::time::Duration;
use thiserror::Error;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::Sender;
use tokio::time::timeout;

#[derive(Debug, Error)]
enum StationError {
    #[error("nothing for five minutes")]
    Quiet(#[from] tokio::time::error::Elapsed),
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("frame of {0} bytes")]
    Frame(usize),
    #[error("writer is gone")]
    Shutdown,
}

async fn station(mut s: TcpStream, out: Sender<Vec<u8>>) -> Result<(), StationError> {
    loop {
        let mut len = [0u8; 2];
        match timeout(Duration::from_secs(300), s.read_exact(&mut len)).await? {
            Ok(_) => {}
            Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(()),
            Err(e) => return Err(e.into()),
        }
        let len = u16::from_be_bytes(len) as usize;
        if !(4..=1400).contains(&len) {
            return Err(StationError::Frame(len));
        }
        let mut frame = vec![0; len];
        timeout(Duration::from_secs(20), s.read_exact(&mut frame)).await??;
        out.send(frame).await.map_err(|_| StationError::Shutdown)?;
        timeout(Duration::from_secs(20), s.write_all(b"\x06")).await??;
    }
}

pub async fn run(l: TcpListener, out: Sender<Vec<u8>>) {
    loop {
        let (s, peer) = match l.accept().await {
            Ok(x) => x,
            Err(e) => {
                log::error!("accept: {e}");
                tokio::time::sleep(Duration::from_millis(200)).await;
                continue;
            }
        };
        let out = out.clone();
        tokio::spawn(async move {
            match station(s, out).await {
                Ok(()) => log::debug!("{peer} signed off"),
                Err(e) => log::warn!("{peer}: {e}"),
            }
        });
    }
}
