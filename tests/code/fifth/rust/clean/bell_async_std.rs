use async_std::future::timeout;
use async_std::io::prelude::BufReadExt;
use async_std::io::{BufReader, WriteExt};
use async_std::net::{Shutdown, TcpListener, TcpStream};
use async_std::stream::StreamExt;
use async_std::task;
use std::io;
use std::time::Duration;

/// Carillon of the town hall: the tourist office sends songs, one at a time.

async fn line(r: &mut BufReader<&TcpStream>, secs: u64) -> io::Result<Option<String>> {
    let mut s = String::new();
    let n = timeout(Duration::from_secs(secs), r.read_line(&mut s))
        .await
        .map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
    Ok((n > 0).then(|| s.trim_end().to_string()))
}

async fn ring(note: &str) {
    task::sleep(Duration::from_millis(180)).await;
    log::trace!("dong {note}");
}

async fn office(s: TcpStream) -> io::Result<()> {
    s.set_nodelay(true)?;
    let mut r = BufReader::new(&s);
    let mut w = &s;
    while let Some(cmd) = line(&mut r, 300).await? {
        match cmd.split_once(' ') {
            Some(("SONG", notes)) if notes.len() < 2000 => {
                for n in notes.split(',') {
                    ring(n).await;
                }
                w.write_all(b"RUNG\n").await?;
            }
            _ if cmd == "BYE" => {
                w.write_all(b"BYE\n").await?;
                s.shutdown(Shutdown::Write)?;
                while line(&mut r, 3).await?.is_some() {}
                return Ok(());
            }
            _ => w.write_all(b"WHAT\n").await?,
        }
    }
    Ok(())
}

fn main() -> io::Result<()> {
    env_logger::init();
    task::block_on(async {
        let l = TcpListener::bind("0.0.0.0:1812").await?;
        let mut incoming = l.incoming();
        while let Some(s) = incoming.next().await {
            match s {
                Ok(s) => {
                    task::spawn(async move {
                        let who = s.peer_addr();
                        if let Err(e) = office(s).await {
                            log::info!("{who:?}: {e}");
                        }
                    });
                }
                Err(e) => {
                    log::warn!("accept: {e}");
                    task::sleep(Duration::from_millis(100)).await;
                }
            }
        }
        Ok(())
    })
}
