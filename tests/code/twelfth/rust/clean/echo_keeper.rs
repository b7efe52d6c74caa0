use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout, Duration};

// Translation memory lookup, one sentence per line.
const IDLE: Duration = Duration::from_secs(120);

async fn serve(mut sock: TcpStream, peer: SocketAddr, tm: Arc<Memory>) -> std::io::Result<()> {
    sock.set_nodelay(true)?;
    let (rd, mut wr) = sock.split();
    let mut rd = BufReader::new(rd);
    let mut line = String::new();
    loop {
        line.clear();
        let n = match timeout(IDLE, (&mut rd).take(8192).read_line(&mut line)).await {
            Ok(r) => r?,
            Err(_) => {
                log::info!("{peer} idle");
                break;
            }
        };
        if n == 0 {
            break;
        }
        let mut hit = tm.lookup(line.trim_end()).unwrap_or_default();
        hit.push('\n');
        timeout(Duration::from_secs(10), wr.write_all(hit.as_bytes())).await??;
    }
    wr.shutdown().await
}

pub struct Memory(std::collections::HashMap<String, String>);

impl Memory {
    fn lookup(&self, s: &str) -> Option<String> {
        self.0.get(s).cloned()
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let tm = Arc::new(Memory(Default::default()));
    let slots = Arc::new(Semaphore::new(500));
    let listener = TcpListener::bind(("0.0.0.0", 8810)).await?;
    loop {
        let permit = slots.clone().acquire_owned().await.expect("never closed");
        let (sock, peer) = match listener.accept().await {
            Ok(x) => x,
            Err(e) => {
                log::error!("accept: {e}");
                sleep(Duration::from_millis(200)).await;
                continue;
            }
        };
        let tm = Arc::clone(&tm);
        tokio::spawn(async move {
            if let Err(e) = serve(sock, peer, tm).await {
                log::warn!("{peer}: {e}");
            }
            drop(permit);
        });
    }
}
