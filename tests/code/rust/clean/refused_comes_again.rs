use std::collections::VecDeque;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{error::TrySendError, Sender};

pub async fn gather(l: TcpListener, tx: Sender<TcpStream>) -> std::io::Result<()> {
    let mut overflow = VecDeque::new();
    loop {
        let (s, _) = l.accept().await?;
        overflow.push_back(s);
        while let Some(first) = overflow.pop_front() {
            match tx.try_send(first) {
                Ok(()) => {}
                Err(TrySendError::Full(turned)) => {
                    overflow.push_front(turned);
                    break;
                }
                Err(TrySendError::Closed(_)) => return Ok(()),
            }
        }
    }
}
