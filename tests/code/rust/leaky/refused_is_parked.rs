use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{error::TrySendError, Sender};

pub async fn gather(l: TcpListener, tx: Sender<TcpStream>) -> std::io::Result<()> {
    let mut overflow = Vec::new();
    loop {
        let (s, _) = l.accept().await?;
        match tx.try_send(s) {
            Ok(()) => {}
            Err(TrySendError::Full(turned)) => overflow.push(turned), // expect: close-wait-leak
            Err(TrySendError::Closed(_)) => return Ok(()),
        }
    }
}
