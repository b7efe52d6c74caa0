use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::net::TcpStream;
use std::sync::mpsc::{self, SyncSender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

pub struct Kiosks {
    by_id: Mutex<BTreeMap<u64, SyncSender<String>>>,
}

impl Kiosks {
    pub fn new() -> Arc<Self> {
        Arc::new(Kiosks { by_id: Mutex::new(BTreeMap::new()) })
    }

    /// Called by the price desk for every article whose price changes.
    pub fn push(&self, id: u64, text: &str) -> bool {
        match self.by_id.lock().unwrap().get(&id) {
            Some(tx) => tx.try_send(text.to_string()).is_ok(),
            None => false,
        }
    }

    pub fn attach(self: &Arc<Self>, id: u64, sock: TcpStream) -> std::io::Result<()> {
        sock.set_read_timeout(Some(Duration::from_secs(300)))?;
        sock.set_write_timeout(Some(Duration::from_secs(5)))?;
        let rd = sock.try_clone()?;
        let (tx, rx) = mpsc::sync_channel::<String>(64);
        self.by_id.lock().unwrap().insert(id, tx);

        thread::spawn(move || {
            let mut w = BufWriter::new(sock);
            for line in rx {
                if let Err(e) = writeln!(w, "{line}").and_then(|_| w.flush()) {
                    eprintln!("kiosk {id}: {e}");
                    break;
                }
            }
        });

        let me = Arc::clone(self);
        thread::spawn(move || {
            for line in BufReader::new(rd).lines() {
                match line {
                    Ok(l) if l == "PING" => {
                        me.push(id, "PONG");
                    }
                    Ok(l) => println!("kiosk {id}: {l}"),
                    Err(e) => {
                        println!("kiosk {id}: read: {e}");
                        break;
                    }
                }
            }
            println!("kiosk {id}: disconnected");
        });
        Ok(())
    }
}
