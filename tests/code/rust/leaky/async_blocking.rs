use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let l = TcpListener::bind("0.0.0.0:9000").await?;
    loop {
        let (s, peer) = l.accept().await?;
        std::thread::sleep(std::time::Duration::from_millis(100)); // expect: accept-queue-overflow
        tokio::spawn(async move { drop(s); println!("{peer}"); });
    }
}
