use std::time::Duration;

use bytes::{BufMut, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc::Receiver;
use tokio::time::{sleep, timeout};

pub struct Sample {
    pub micros: u64,
    pub channel: u8,
    pub counts: i32,
}

struct Uplink {
    s: TcpStream,
    frame: BytesMut,
}

impl Uplink {
    async fn dial(archive: &str) -> std::io::Result<Uplink> {
        let s = timeout(Duration::from_secs(5), TcpStream::connect(archive)).await??;
        s.set_nodelay(true)?;
        let keep = socket2::TcpKeepalive::new().with_time(Duration::from_secs(30));
        socket2::SockRef::from(&s).set_tcp_keepalive(&keep)?;
        Ok(Uplink { s, frame: BytesMut::with_capacity(64 * 1024) })
    }

    async fn send(&mut self, block: &[Sample]) -> std::io::Result<()> {
        self.frame.clear();
        self.frame.put_u16(block.len() as u16);
        for x in block {
            self.frame.put_u64(x.micros);
            self.frame.put_u8(x.channel);
            self.frame.put_i32(x.counts);
        }
        timeout(Duration::from_secs(10), self.s.write_all(&self.frame)).await??;
        match timeout(Duration::from_secs(10), self.s.read_u8()).await?? {
            b'k' => Ok(()),
            other => Err(std::io::Error::new(std::io::ErrorKind::InvalidData, format!("archive said {other:#x}"))),
        }
    }

    async fn finish(mut self) {
        if let Err(e) = self.s.shutdown().await {
            log::debug!("shutdown: {e}");
        }
    }
}

/// Sends each block, dialling again as often as it takes; a block is sent twice rather than lost.
pub async fn run(archive: &str, mut rx: Receiver<Vec<Sample>>) {
    let mut link: Option<Uplink> = None;
    while let Some(block) = rx.recv().await {
        loop {
            let mut up = match link.take() {
                Some(up) => up,
                None => match Uplink::dial(archive).await {
                    Ok(up) => up,
                    Err(e) => {
                        log::warn!("archive: {e}");
                        sleep(Duration::from_secs(5)).await;
                        continue;
                    }
                },
            };
            match up.send(&block).await {
                Ok(()) => {
                    link = Some(up);
                    break;
                }
                Err(e) => log::warn!("block will be sent again: {e}"),
            }
        }
    }
    if let Some(up) = link {
        up.finish().await;
    }
}
