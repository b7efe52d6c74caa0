use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

pub async fn ask(addr: String) -> Option<String> {
    let answer = timeout(
        Duration::from_secs(2),
        tokio::spawn(async move {
            let mut s = TcpStream::connect(addr).await?; // expect: close-wait-leak
            let mut text = String::new();
            s.read_to_string(&mut text).await?;
            Ok::<_, std::io::Error>(text)
        }),
    );
    match answer.await {
        Ok(Ok(Ok(text))) => Some(text),
        _ => None,
    }
}
