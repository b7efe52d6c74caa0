use std::sync::Arc;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::sync::Mutex;

pub struct Session {
    stream: TcpStream,
    task: Option<tokio::task::JoinHandle<()>>,
    name: String,
    log: Option<String>,
}

pub async fn begin(stream: TcpStream, name: String) -> Arc<Mutex<Session>> {
    let s = Arc::new(Mutex::new(Session { stream, task: None, name: String::new(), log: None }));
    let me = s.clone();
    s.lock().await.task = Some(tokio::spawn(async move {
        let mut buf = [0u8; 512];
        loop {
            let n = me.lock().await.stream.read(&mut buf).await.unwrap_or(0);
            if n == 0 {
                break;
            }
        }
    }));
    let title = name.clone();
    s.lock().await.name = title;
    s.lock().await.log = Some(format!("{}", name.clone()));
    s
}
