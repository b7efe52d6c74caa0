use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

// Harvesters send their fill level; the mill may call one in with "COME <gate>".

type Table = HashMap<u32, TcpStream>;

#[derive(Clone, Default)]
pub struct Mill {
    table: Arc<Mutex<Table>>,
}

impl Mill {
    fn lock(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(|p| p.into_inner())
    }

    pub fn call_in(&self, id: u32, gate: u8) -> std::io::Result<()> {
        let copy = match self.lock().get(&id) {
            Some(s) => s.try_clone()?,
            None => return Err(std::io::ErrorKind::NotConnected.into()),
        };
        (&copy).write_all(format!("COME {gate}\n").as_bytes())
    }

    fn session(&self, id: u32, s: TcpStream) -> std::io::Result<()> {
        s.set_read_timeout(Some(Duration::from_secs(90)))?;
        s.set_write_timeout(Some(Duration::from_secs(10)))?;
        self.lock().insert(id, s.try_clone()?);
        let result = self.read_levels(id, s);
        self.lock().remove(&id);
        result
    }

    fn read_levels(&self, id: u32, s: TcpStream) -> std::io::Result<()> {
        for line in BufReader::new(s).lines() {
            let line = line?;
            match line.strip_prefix("LEVEL ").and_then(|v| v.parse::<u8>().ok()) {
                Some(pct) => println!("harvester {id}: {pct} %"),
                None => return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, line)),
            }
        }
        Ok(())
    }

    pub fn serve(&self, l: TcpListener) {
        for (id, s) in (1u32..).zip(l.incoming()) {
            match s {
                Ok(s) => {
                    let mill = self.clone();
                    thread::spawn(move || {
                        if let Err(e) = mill.session(id, s) {
                            eprintln!("harvester {id}: {e}");
                        }
                    });
                }
                Err(e) => {
                    eprintln!("accept: {e}");
                    thread::sleep(Duration::from_millis(200));
                }
            }
        }
    }
}
