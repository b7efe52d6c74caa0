use std::time::Duration;
use tokio::net::TcpListener;

async fn serve(l: TcpListener) {
    loop {
        match l.accept().await {
            Ok((s, _)) => {
                tokio::spawn(async move { handle(s).await });
            }
            Err(e) => {
                eprintln!("accept: {e}");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

async fn handle(_s: tokio::net::TcpStream) {}
