use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Stage lighting desk: dimmer racks connect and get channel values. `halt` ends all of them.
pub struct Desk {
    stop: AtomicBool,
    wires: Mutex<Vec<TcpStream>>,
    values: Mutex<[u8; 512]>,
}

impl Desk {
    pub fn new() -> Arc<Desk> {
        Arc::new(Desk {
            stop: AtomicBool::new(false),
            wires: Mutex::new(Vec::new()),
            values: Mutex::new([0; 512]),
        })
    }

    pub fn serve(self: Arc<Self>, l: TcpListener) {
        for s in l.incoming() {
            if self.stop.load(Ordering::Relaxed) {
                break;
            }
            match s {
                Ok(s) => {
                    let desk = self.clone();
                    thread::spawn(move || {
                        let who = s.peer_addr();
                        if let Err(e) = desk.rack(s) {
                            eprintln!("rack {who:?}: {e}");
                        }
                    });
                }
                Err(e) => {
                    eprintln!("accept: {e}");
                    thread::sleep(Duration::from_millis(100));
                }
            }
        }
    }

    fn rack(&self, s: TcpStream) -> std::io::Result<()> {
        s.set_nodelay(true)?;
        s.set_read_timeout(Some(Duration::from_secs(60)))?;
        s.set_write_timeout(Some(Duration::from_secs(5)))?;
        self.wires.lock().unwrap().push(s.try_clone()?);
        let mut out = s.try_clone()?;
        let mut r = BufReader::new(s);
        let mut line = String::new();
        loop {
            line.clear();
            if r.read_line(&mut line)? == 0 {
                return Ok(());
            }
            if let Some(ch) = line.trim().strip_prefix("GET ").and_then(|c| c.parse::<usize>().ok()) {
                let v = self.values.lock().unwrap().get(ch).copied().unwrap_or(0);
                out.write_all(format!("{ch} {v}\n").as_bytes())?;
            }
        }
    }

    pub fn set(&self, ch: usize, v: u8) {
        if let Some(x) = self.values.lock().unwrap().get_mut(ch) {
            *x = v;
        }
    }

    pub fn halt(&self) {
        self.stop.store(true, Ordering::Relaxed);
        for w in self.wires.lock().unwrap().drain(..) {
            let _ = w.shutdown(Shutdown::Both);
        }
    }
}
