use std::io::{BufRead, BufReader, BufWriter, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{sync_channel, Receiver};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

// bingo hall: reader + writer thread per caller desk, the stream shared through an Arc

fn writer(s: Arc<TcpStream>, rx: Receiver<String>) {
    let mut w = BufWriter::new(&*s);
    for line in rx {
        if w.write_all(line.as_bytes()).and_then(|_| w.flush()).is_err() {
            break;
        }
    }
    drop(w);
    let _ = s.shutdown(Shutdown::Both); // wakes the reader as well
}

fn desk(s: TcpStream, hall: &str) -> std::io::Result<u32> {
    s.set_nodelay(true)?;
    s.set_read_timeout(Some(Duration::from_secs(600)))?;
    s.set_write_timeout(Some(Duration::from_secs(5)))?;
    let s = Arc::new(s);
    let (tx, rx) = sync_channel::<String>(16);
    let wr = {
        let s = Arc::clone(&s);
        thread::spawn(move || writer(s, rx))
    };
    let mut drawn = 0;
    let mut failed = None;
    for line in BufReader::new(&*s).lines() {
        match line {
            Ok(l) => {
                drawn += 1;
                if tx.send(format!("{hall} {drawn} {}\n", l.trim())).is_err() {
                    break;
                }
            }
            Err(e) => {
                failed = Some(e);
                break;
            }
        }
    }
    drop(tx);
    let _ = wr.join();
    failed.map_or(Ok(drawn), Err)
}

fn main() -> std::io::Result<()> {
    let hall = std::env::args().nth(1).unwrap_or_else(|| "main".into());
    for s in TcpListener::bind(("0.0.0.0", 7575))?.incoming() {
        match s {
            Ok(s) => {
                let hall = hall.clone();
                thread::spawn(move || match desk(s, &hall) {
                    Ok(n) => println!("desk closed after {n} balls"),
                    Err(e) => println!("desk: {e}"),
                });
            }
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(100));
            }
        }
    }
    Ok(())
}
