use std::io;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{timeout, Duration};

/// Ballot upload for the club elections: 4 byte length, then the sealed ballot.
pub struct BallotBox {
    pub open: bool,
    pub max_len: u32,
    pub store: tokio::sync::mpsc::Sender<Vec<u8>>,
}

impl BallotBox {
    pub async fn handle(&self, mut sock: TcpStream) -> io::Result<()> {
        let len = match timeout(Duration::from_secs(10), sock.read_u32()).await {
            Ok(n) => n?,
            Err(_) => return Err(io::ErrorKind::TimedOut.into()),
        };
        if !self.open || len > self.max_len {
            let why: &[u8] = if self.open { b"TOOLONG\n" } else { b"CLOSED\n" };
            return refuse(sock, why).await;
        }

        let mut ballot = vec![0u8; len as usize];
        timeout(Duration::from_secs(30), sock.read_exact(&mut ballot)).await??;

        let verdict: &[u8] = match self.store.try_send(ballot) {
            Ok(()) => b"STORED\n",
            Err(e) => {
                log::error!("ballot not taken: {e}");
                b"RETRY\n"
            }
        };
        timeout(Duration::from_secs(10), sock.write_all(verdict)).await??;
        sock.shutdown().await
    }
}

async fn refuse(mut sock: TcpStream, why: &[u8]) -> io::Result<()> {
    timeout(Duration::from_secs(5), sock.write_all(why)).await??;
    sock.shutdown().await?;
    // the voter's client is still sending; let it finish so that it gets to read our answer
    let drained = timeout(Duration::from_secs(10), async {
        let mut sink = [0u8; 8192];
        let mut total = 0usize;
        loop {
            match sock.read(&mut sink).await? {
                0 => return Ok::<_, io::Error>(total),
                n => total += n,
            }
        }
    })
    .await;
    match drained {
        Ok(Ok(n)) => log::info!("refused, {n} bytes thrown away"),
        Ok(Err(e)) => log::info!("refused, then {e}"),
        Err(_) => log::info!("refused, client went on for too long"),
    }
    Ok(())
}
