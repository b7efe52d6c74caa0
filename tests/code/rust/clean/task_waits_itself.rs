use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

// the timeout is in the task: when it is over, the future that holds the connection is dropped
pub async fn ask(addr: String) -> Option<String> {
    let task = tokio::spawn(async move {
        let reading = async {
            let mut s = TcpStream::connect(addr).await?;
            let mut text = String::new();
            s.read_to_string(&mut text).await?;
            Ok::<_, std::io::Error>(text)
        };
        timeout(Duration::from_secs(2), reading).await
    });
    match task.await {
        Ok(Ok(Ok(text))) => Some(text),
        _ => None,
    }
}
