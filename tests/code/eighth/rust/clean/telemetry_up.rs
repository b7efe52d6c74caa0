//! Uplink of the wind turbines: batches go out in order, each is acknowledged by number.
use anyhow::{bail, ensure, Context};
use bytes::{Buf, BufMut, Bytes, BytesMut};
use futures::{SinkExt, StreamExt};
use rand::Rng;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tokio_util::codec::{Framed, LengthDelimitedCodec};

type Wire = Framed<TcpStream, LengthDelimitedCodec>;

pub struct Uplink {
    addr: String,
    turbine: u32,
    wire: Option<Wire>,
    seq: u64,
}

impl Uplink {
    pub fn new(addr: String, turbine: u32) -> Self {
        Uplink { addr, turbine, wire: None, seq: 0 }
    }

    async fn wire(&mut self) -> anyhow::Result<&mut Wire> {
        if self.wire.is_none() {
            let sock = timeout(Duration::from_secs(10), TcpStream::connect(&self.addr)).await.context("connect")??;
            sock.set_nodelay(true)?;
            let mut w = LengthDelimitedCodec::builder().max_frame_length(1 << 20).new_framed(sock);
            let mut hello = BytesMut::new();
            hello.put_slice(b"WT1");
            hello.put_u32(self.turbine);
            timeout(Duration::from_secs(10), w.send(hello.freeze())).await??;
            let Some(first) = timeout(Duration::from_secs(10), w.next()).await? else { bail!("closed at hello") };
            ensure!(&first?[..] == b"WT1", "not our server");
            self.wire = Some(w);
        }
        Ok(self.wire.as_mut().unwrap())
    }

    async fn try_send(&mut self, batch: &Bytes) -> anyhow::Result<()> {
        let seq = self.seq;
        let w = self.wire().await?;
        let mut frame = BytesMut::with_capacity(8 + batch.len());
        frame.put_u64(seq);
        frame.extend_from_slice(batch);
        timeout(Duration::from_secs(30), w.send(frame.freeze())).await.context("send")??;
        match timeout(Duration::from_secs(30), w.next()).await.context("ack")? {
            Some(Ok(a)) if a.len() == 8 && (&a[..]).get_u64() == seq => Ok(()),
            Some(Ok(_)) => bail!("ack out of step"),
            Some(Err(e)) => Err(e.into()),
            None => bail!("server closed"),
        }
    }

    /// Sends until the channel's closed. A batch is repeated till it's acknowledged.
    pub async fn run(mut self, mut batches: mpsc::Receiver<Bytes>) {
        loop {
            let batch = match timeout(Duration::from_secs(60), batches.recv()).await {
                Ok(Some(b)) => b,
                Ok(None) => break,
                Err(_) => {
                    // no wind: don't sit on a connection the carrier's NAT will have forgotten
                    self.hang_up().await;
                    continue;
                }
            };
            self.seq += 1;
            let mut fails = 0u32;
            while let Err(e) = self.try_send(&batch).await {
                eprintln!("batch {}: {e:#}", self.seq);
                self.wire = None;
                fails = (fails + 1).min(7);
                let ms = rand::thread_rng().gen_range(250..500) << fails;
                sleep(Duration::from_millis(ms)).await;
            }
        }
        self.hang_up().await;
    }

    async fn hang_up(&mut self) {
        if let Some(mut w) = self.wire.take() {
            let _ = timeout(Duration::from_secs(3), SinkExt::<Bytes>::close(&mut w)).await;
        }
    }
}
