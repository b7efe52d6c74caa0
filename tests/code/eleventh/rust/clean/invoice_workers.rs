use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{sync_channel, Receiver, TrySendError};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

const WORKERS: usize = 16;
const MAX_DOC: u64 = 2 * 1024 * 1024;

/// The ERP sends one XML document and half-closes; we answer with the invoice number.
fn invoice(mut s: TcpStream) -> io::Result<()> {
    s.set_read_timeout(Some(Duration::from_secs(20)))?;
    s.set_write_timeout(Some(Duration::from_secs(20)))?;
    let mut doc = String::new();
    (&s).take(MAX_DOC).read_to_string(&mut doc)?;
    let too_much = io::copy(&mut s, &mut io::sink())?; // up to their half-close
    let answer = match doc.find("<order") {
        _ if too_much > 0 => "TOO BIG\n".to_string(),
        Some(at) => format!("INV-{:06}\n", at + doc.len()),
        None => "REJECTED\n".to_string(),
    };
    s.write_all(answer.as_bytes())?;
    s.shutdown(Shutdown::Write)
}

fn worker(jobs: Arc<Mutex<Receiver<TcpStream>>>) {
    loop {
        let job = jobs.lock().unwrap().recv();
        let Ok(s) = job else { return };
        if let Err(e) = invoice(s) {
            eprintln!("invoice: {e}");
        }
    }
}

fn turn_away(mut s: TcpStream) {
    // read what is left so that the answer is not lost by a reset
    let _ = s.set_read_timeout(Some(Duration::from_millis(500)));
    let _ = s.set_write_timeout(Some(Duration::from_millis(500)));
    let _ = s.write_all(b"LATER\n");
    let _ = s.shutdown(Shutdown::Write);
    let end = Instant::now() + Duration::from_secs(2);
    let mut sink = [0u8; 16384];
    while Instant::now() < end && matches!(s.read(&mut sink), Ok(n) if n > 0) {}
}

fn main() -> io::Result<()> {
    let (tx, rx) = sync_channel::<TcpStream>(WORKERS * 4);
    let rx = Arc::new(Mutex::new(rx));
    for _ in 0..WORKERS {
        let rx = rx.clone();
        thread::spawn(move || worker(rx));
    }
    let listener = TcpListener::bind("0.0.0.0:9900")?;
    for s in listener.incoming() {
        match s.map(|s| tx.try_send(s)) {
            Ok(Ok(())) => {}
            Ok(Err(TrySendError::Full(s))) => {
                thread::spawn(move || turn_away(s));
            }
            Ok(Err(TrySendError::Disconnected(_))) => break,
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(200));
            }
        }
    }
    Ok(())
}
