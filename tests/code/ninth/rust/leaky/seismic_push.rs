use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::mpsc::Receiver;
use tokio::time::{sleep, timeout};

pub struct Sample {
    pub micros: u64,
    pub channel: u8,
    pub counts: i32,
}

async fn connect(archive: &str) -> std::io::Result<TcpStream> {
    let s = timeout(Duration::from_secs(5), TcpStream::connect(archive)).await??;
    s.set_nodelay(true)?;
    Ok(s)
}

/// Streams the digitiser's samples (3 channels at 500 Hz) to the archive; never returns while `rx` is fed.
pub async fn push(archive: &str, mut rx: Receiver<Vec<Sample>>) {
    'dial: loop {
        let mut out = match connect(archive).await {
            Ok(s) => s,
            Err(e) => {
                log::warn!("archive: {e}");
                sleep(Duration::from_secs(3)).await;
                continue;
            }
        };
        while let Some(block) = rx.recv().await {
            if let Err(e) = send_block(&mut out, &block).await {
                log::warn!("block of {} samples lost: {e}", block.len());
                continue 'dial;
            }
        }
        let _ = out.shutdown().await;
        return;
    }
}

async fn send_block(out: &mut TcpStream, block: &[Sample]) -> std::io::Result<()> {
    out.write_u16(block.len() as u16).await?;
    for s in block {
        out.write_u64(s.micros).await?;
        out.write_u8(s.channel).await?;
        out.write_i32(s.counts).await?;
    }
    out.flush().await
}
