use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Pub quiz: tables buzz in, everybody sees who was first.
#[derive(Default)]
pub struct Quiz {
    tables: Mutex<BTreeMap<u32, TcpStream>>,
}

impl Quiz {
    fn announce(&self, line: &str) {
        let mut t = self.tables.lock().unwrap();
        t.retain(|id, s| match s.write_all(line.as_bytes()) {
            Ok(()) => true,
            Err(e) => {
                eprintln!("table {id}: {e}");
                let _ = s.shutdown(Shutdown::Both); // wakes its reader
                false
            }
        });
    }

    fn listen(&self, id: u32, s: TcpStream) {
        for line in BufReader::new(s).lines() {
            match line {
                Ok(l) if l == "BUZZ" => self.announce(&format!("FIRST {id}\n")),
                Ok(_) => {}
                Err(e) => {
                    eprintln!("table {id}: {e}");
                    break;
                }
            }
        }
        self.tables.lock().unwrap().remove(&id);
        self.announce(&format!("LEFT {id}\n"));
    }

    pub fn join(self: &Arc<Self>, id: u32, s: TcpStream) -> std::io::Result<()> {
        s.set_nodelay(true)?;
        s.set_read_timeout(Some(Duration::from_secs(1800)))?;
        s.set_write_timeout(Some(Duration::from_millis(300)))?;
        let out = s.try_clone()?;
        self.tables.lock().unwrap().insert(id, out);
        let me = Arc::clone(self);
        thread::spawn(move || me.listen(id, s));
        Ok(())
    }
}
