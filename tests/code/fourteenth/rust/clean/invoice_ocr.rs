use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{sync_channel, Receiver, TrySendError};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

pub type Ocr = fn(&[u8]) -> Result<String, String>;

fn page(mut s: TcpStream, ocr: Ocr) -> io::Result<()> {
    s.set_read_timeout(Some(Duration::from_secs(20)))?;
    s.set_write_timeout(Some(Duration::from_secs(20)))?;
    let mut img = Vec::new();
    (&s).take(20 << 20).read_to_end(&mut img)?;
    let reply = match ocr(&img) {
        Ok(text) => text,
        Err(why) => format!("ERROR {why}"),
    };
    s.write_all(reply.as_bytes())?;
    s.shutdown(Shutdown::Write)
}

fn worker(n: usize, rx: Arc<Mutex<Receiver<TcpStream>>>, ocr: Ocr) {
    loop {
        let next = rx.lock().unwrap().recv();
        let Ok(s) = next else { return };
        if let Err(e) = page(s, ocr) {
            eprintln!("[ocr{n}] {e}");
        }
    }
}

pub fn run(addr: &str, workers: usize, ocr: Ocr) -> io::Result<()> {
    let listener = TcpListener::bind(addr)?;
    let (tx, rx) = sync_channel::<TcpStream>(workers * 8);
    let rx = Arc::new(Mutex::new(rx));
    for n in 0..workers {
        let rx = rx.clone();
        thread::spawn(move || worker(n, rx, ocr));
    }
    for s in listener.incoming() {
        match s {
            Ok(s) => match tx.try_send(s) {
                Ok(()) => {}
                Err(TrySendError::Full(s)) => {
                    eprintln!("queue full, {:?} dropped", s.peer_addr());
                    drop(s);
                }
                Err(TrySendError::Disconnected(_)) => break,
            },
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(100));
            }
        }
    }
    Ok(())
}
