use bytes::BytesMut;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{timeout, Instant};

pub struct Limits {
    pub idle: Duration,
    pub life: Duration,
    pub max_frame: usize,
}

pub async fn session(mut s: TcpStream, lim: Limits) -> std::io::Result<usize> {
    let born = Instant::now();
    let mut buf = BytesMut::with_capacity(4096);
    let mut frames = 0;
    'conn: loop {
        while buf.len() >= 2 {
            let n = u16::from_be_bytes([buf[0], buf[1]]) as usize;
            if n > lim.max_frame {
                let _ = s.write_all(b"\xff\xff").await;
                break 'conn;
            }
            if buf.len() < n + 2 {
                break;
            }
            let frame = buf.split_to(n + 2);
            s.write_all(&frame).await?;
            frames += 1;
        }
        if born.elapsed() > lim.life {
            break;
        }
        match timeout(lim.idle, s.read_buf(&mut buf)).await {
            Err(_) => break,
            Ok(Ok(0)) => {
                if !buf.is_empty() {
                    return Err(std::io::ErrorKind::UnexpectedEof.into());
                }
                break;
            }
            Ok(r) => {
                r?;
            }
        }
    }
    let _ = s.shutdown().await;
    Ok(frames)
}
