use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{sync_channel, SyncSender, TrySendError};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

// Departure panels: each has a reader (key presses on the maintenance pad) and a writer thread.
// When a panel restarts, its newer connection is the one that counts.
type Panels = Arc<Mutex<BTreeMap<u64, (String, SyncSender<String>)>>>;

static NEXT: AtomicU64 = AtomicU64::new(1);

fn writer(stream: TcpStream, rx: std::sync::mpsc::Receiver<String>) {
    let mut out = BufWriter::new(stream);
    for text in rx {
        if writeln!(out, "{text}").and_then(|_| out.flush()).is_err() {
            break;
        }
    }
}

fn panel(stream: TcpStream, panels: Panels) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(Duration::from_secs(5)))?;
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let name = match lines.next() {
        Some(l) => l?,
        None => return Ok(()),
    };
    let (tx, rx) = sync_channel(100);
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    panels.lock().unwrap().insert(id, (name.clone(), tx));
    let w = thread::spawn(move || writer(stream, rx));
    for key in lines {
        let key = match key {
            Ok(k) => k,
            Err(e) => {
                eprintln!("panel {name}: {e}");
                panels.lock().unwrap().remove(&id);
                break;
            }
        };
        println!("panel {name}: key {key}");
    }
    let _ = w.join();
    Ok(())
}

pub fn announce(panels: &Panels, gate: &str, text: &str) -> bool {
    let mut map = panels.lock().unwrap();
    let Some((&id, (_, tx))) = map.iter().rev().find(|(_, (name, _))| name == gate) else { return false };
    match tx.try_send(text.to_string()) {
        Ok(()) => true,
        Err(TrySendError::Full(_)) => {
            eprintln!("panel {gate} is slow, text dropped");
            false
        }
        Err(TrySendError::Disconnected(_)) => {
            map.remove(&id);
            false
        }
    }
}

pub fn serve(listener: TcpListener, panels: Panels) -> std::io::Result<()> {
    for s in listener.incoming() {
        let s = s?;
        let p = panels.clone();
        thread::spawn(move || {
            if let Err(e) = panel(s, p) {
                eprintln!("panel: {e}");
            }
        });
    }
    Ok(())
}
