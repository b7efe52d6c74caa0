use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};

// taxi dispatch: u16 length + json in, same out

const LIMIT: usize = 2000;
const QUIET: Duration = Duration::from_secs(120);

async fn one_request(sock: &mut TcpStream) -> std::io::Result<bool> {
    let len = match timeout(QUIET, sock.read_u16()).await {
        Err(_) => return Ok(false),
        Ok(Err(e)) if e.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(false),
        Ok(r) => r?,
    };
    let mut req = vec![0; len as usize];
    timeout(Duration::from_secs(10), sock.read_exact(&mut req)).await??;
    let answer = dispatch(&req).await;
    let mut frame = Vec::with_capacity(answer.len() + 2);
    frame.extend_from_slice(&(answer.len() as u16).to_be_bytes());
    frame.extend_from_slice(&answer);
    timeout(Duration::from_secs(10), sock.write_all(&frame)).await??;
    Ok(true)
}

async fn dispatch(req: &[u8]) -> Vec<u8> {
    format!("{{\"queued\":{}}}", req.len()).into_bytes()
}

async fn taxi(mut sock: TcpStream) {
    if sock.set_nodelay(true).is_err() {
        return;
    }
    loop {
        match one_request(&mut sock).await {
            Ok(true) => {}
            Ok(false) => break,
            Err(e) => {
                eprintln!("taxi: {e}");
                break;
            }
        }
    }
    let _ = sock.shutdown().await;
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("0.0.0.0:8822").await?;
    let room = Arc::new(Semaphore::new(LIMIT));
    loop {
        let permit = room.clone().acquire_owned().await.expect("never closed");
        match listener.accept().await {
            Ok((sock, _)) => {
                tokio::spawn(async move {
                    taxi(sock).await;
                    drop(permit);
                });
            }
            Err(e) => {
                eprintln!("accept: {e}");
                sleep(Duration::from_millis(200)).await;
            }
        }
    }
}
