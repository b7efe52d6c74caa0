use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub trait Decoder: Send + Sync + 'static {
    fn feed(&self, bytes: &[u8]) -> Option<Vec<u8>>;
}

async fn session(mut stream: TcpStream, dec: Arc<dyn Decoder>) {
    let mut buf = vec![0u8; 16 * 1024];
    loop {
        let n = match stream.read(&mut buf).await {
            Ok(n) => n,
            Err(e) => {
                tracing::warn!("read: {e}");
                return;
            }
        };
        if n == 0 {
            tokio::task::yield_now().await;
            continue;
        }
        if let Some(answer) = dec.feed(&buf[..n]) {
            if stream.write_all(&answer).await.is_err() {
                return;
            }
        }
    }
}

pub async fn serve(addr: &str, dec: Arc<dyn Decoder>) -> std::io::Result<()> {
    let listener = TcpListener::bind(addr).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        let dec = dec.clone();
        tokio::spawn(session(stream, dec));
    }
}
