use std::collections::HashMap;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{sync_channel, Receiver, SyncSender};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

type Panels = Arc<Mutex<HashMap<String, (u64, SyncSender<String>)>>>;

static VISITS: AtomicU64 = AtomicU64::new(0);

fn writer(stream: TcpStream, rx: Receiver<String>) {
    let mut out = BufWriter::new(&stream);
    for text in rx {
        if writeln!(out, "{text}").and_then(|_| out.flush()).is_err() {
            break;
        }
    }
    drop(out);
    // the reader may sit in its read, this wakes it
    let _ = stream.shutdown(Shutdown::Both);
}

fn keys(name: &str, lines: impl Iterator<Item = std::io::Result<String>>) {
    for l in lines {
        match l {
            Ok(k) => println!("panel {name}: key {k}"),
            Err(e) => {
                eprintln!("panel {name}: {e}");
                return;
            }
        }
    }
}

fn panel(stream: TcpStream, panels: &Panels) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(Duration::from_secs(5)))?;
    stream.set_read_timeout(Some(Duration::from_secs(600)))?;
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let Some(name) = lines.next().transpose()? else { return Ok(()) };
    let (tx, rx) = sync_channel(100);
    let visit = VISITS.fetch_add(1, Ordering::Relaxed);
    if panels.lock().unwrap().insert(name.clone(), (visit, tx)).is_some() {
        println!("panel {name} came back, its old connection ends");
    }
    let w = thread::spawn(move || writer(stream, rx));
    keys(&name, lines);
    // unless a newer connection of the same name has taken our place already, dropping the sender ends the writer
    panels.lock().unwrap().retain(|_, (v, _)| *v != visit);
    let _ = w.join();
    Ok(())
}

pub fn announce(panels: &Panels, text: &str) {
    let mut map = panels.lock().unwrap();
    map.retain(|_, (_, tx)| tx.try_send(text.to_owned()).is_ok());
}

pub fn serve(listener: TcpListener, panels: Panels) -> std::io::Result<()> {
    for s in listener.incoming() {
        match s {
            Ok(s) => {
                let p = panels.clone();
                thread::spawn(move || {
                    if let Err(e) = panel(s, &p) {
                        eprintln!("panel: {e}");
                    }
                });
            }
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(500));
            }
        }
    }
    Ok(())
}
