use futures::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{timeout, Duration};
use tokio_util::codec::{FramedRead, FramedWrite, LengthDelimitedCodec};

/// One reader and one writer task for each peer. When the reader ends it
/// drops the sender, the writer's queue runs dry and the second half goes.
pub fn spawn_peer(stream: TcpStream, bus: mpsc::Sender<Incoming>) -> PeerHandle {
    let (rd, wr) = stream.into_split();
    let (tx, mut rx) = mpsc::channel::<bytes::Bytes>(128);

    tokio::spawn(async move {
        let mut sink = FramedWrite::new(wr, LengthDelimitedCodec::new());
        while let Some(frame) = rx.recv().await {
            match timeout(Duration::from_secs(10), sink.send(frame)).await {
                Ok(Ok(())) => {}
                _ => break,
            }
        }
    });

    let reply = tx.downgrade();
    let reader = tokio::spawn(async move {
        let _keep = tx;
        let mut frames = FramedRead::new(rd, LengthDelimitedCodec::new());
        loop {
            match timeout(Duration::from_secs(90), frames.next()).await {
                Ok(Some(Ok(f))) => {
                    if bus.send(Incoming::new(f.freeze())).await.is_err() {
                        break;
                    }
                }
                Ok(Some(Err(_))) | Ok(None) | Err(_) => break,
            }
        }
    });

    PeerHandle { reply, reader }
}
