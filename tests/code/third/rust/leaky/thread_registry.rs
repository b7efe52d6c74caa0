use once_cell::sync::Lazy;
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

static WRITERS: Lazy<Mutex<BTreeMap<u64, TcpStream>>> = Lazy::new(Default::default);
static NEXT: AtomicU64 = AtomicU64::new(1);

pub fn publish(msg: &str) {
    let line = format!("{msg}\n");
    for (id, w) in WRITERS.lock().iter_mut() {
        if let Err(e) = w.write_all(line.as_bytes()) {
            log::debug!("subscriber {id}: {e}");
        }
    }
}

fn subscriber(id: u64, stream: TcpStream) {
    let mut r = BufReader::new(stream);
    let mut line = String::new();
    loop {
        line.clear();
        match r.read_line(&mut line) {
            Ok(0) => {
                log::info!("subscriber {id} left");
                return;
            }
            Ok(_) => log::trace!("subscriber {id}: {}", line.trim_end()),
            Err(e) => {
                log::warn!("subscriber {id}: {e}");
                WRITERS.lock().remove(&id);
                return;
            }
        }
    }
}

pub fn serve(listener: TcpListener) -> std::io::Result<()> {
    for stream in listener.incoming() {
        let stream = stream?;
        stream.set_write_timeout(Some(Duration::from_secs(2)))?;
        stream.set_read_timeout(Some(Duration::from_secs(600)))?;
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        WRITERS.lock().insert(id, stream.try_clone()?);
        thread::spawn(move || subscriber(id, stream));
    }
    Ok(())
}
