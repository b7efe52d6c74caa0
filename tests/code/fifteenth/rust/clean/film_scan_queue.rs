use std::io::{self, Read};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{sync_channel, Receiver};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

// Archive scanners deliver one reel per connection and close when done.

fn store(mut s: TcpStream) -> io::Result<u64> {
    s.set_read_timeout(Some(Duration::from_secs(60)))?;
    let mut total = 0u64;
    let mut buf = vec![0u8; 1 << 18];
    loop {
        match s.read(&mut buf) {
            Ok(0) => return Ok(total),
            Ok(n) => total += n as u64,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}

fn worker(rx: Arc<Mutex<Receiver<TcpStream>>>) {
    loop {
        let next = rx.lock().unwrap().recv();
        let Ok(s) = next else { return };
        match store(s) {
            Ok(n) => println!("reel stored, {n} bytes"),
            Err(e) => eprintln!("reel broken off: {e}"),
        }
    }
}

fn main() -> io::Result<()> {
    let (tx, rx) = sync_channel(64);
    let rx = Arc::new(Mutex::new(rx));
    let pool: Vec<_> = (0..6)
        .map(|_| {
            let rx = Arc::clone(&rx);
            thread::spawn(move || worker(rx))
        })
        .collect();
    for s in TcpListener::bind("0.0.0.0:8071")?.incoming() {
        match s {
            // six workers; when 64 reels wait, the backlog takes the next ones
            Ok(s) => tx.send(s).expect("workers alive"),
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(150));
            }
        }
    }
    drop(tx);
    pool.into_iter().for_each(|t| drop(t.join()));
    Ok(())
}
