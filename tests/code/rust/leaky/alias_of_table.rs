use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

type Boards = Arc<Mutex<HashMap<u32, mpsc::Sender<String>>>>;

async fn board(id: u32, s: TcpStream, boards: Boards) -> std::io::Result<()> {
    let (rd, mut wr) = s.into_split();
    let (tx, mut rx) = mpsc::channel(8);
    boards.lock().unwrap().insert(id, tx); // expect: close-wait-leak
    tokio::spawn(async move {
        while let Some(text) = rx.recv().await {
            let text: String = text;
            if wr.write_all(text.as_bytes()).await.is_err() {
                break;
            }
        }
    });
    let mut lines = BufReader::new(rd).lines();
    while let Some(line) = lines.next_line().await? {
        println!("{id}: {line}");
    }
    Ok(())
}

pub async fn run(l: TcpListener, boards: Boards) -> std::io::Result<()> {
    for id in 0.. {
        let (s, _) = l.accept().await?;
        tokio::spawn(board(id, s, boards.clone()));
    }
    Ok(())
}
