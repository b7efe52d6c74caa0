use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

type Stations = Arc<Mutex<HashMap<u32, TcpStream>>>;

/// Takes the station out of the registry whatever way the session ends.
struct Registered {
    id: u32,
    all: Stations,
}

impl Drop for Registered {
    fn drop(&mut self) {
        if let Ok(mut m) = self.all.lock() {
            m.remove(&self.id);
        }
    }
}

pub fn alert(all: &Stations, text: &str) {
    let mut map = all.lock().unwrap();
    map.retain(|id, s| match s.write_all(format!("{text}\n").as_bytes()) {
        Ok(()) => true,
        Err(e) => {
            eprintln!("station {id}: {e}");
            let _ = s.shutdown(Shutdown::Both); // wakes its reader
            false
        }
    });
}

fn session(stream: TcpStream, _reg: Registered, call: fn(u32, &str), id: u32) {
    for line in BufReader::new(stream).lines() {
        match line {
            Ok(l) if l == "PING" => {}
            Ok(l) => call(id, &l),
            Err(e) => {
                eprintln!("station {id}: {e}");
                return;
            }
        }
    }
}

fn welcome(id: u32, s: TcpStream, all: &Stations, call: fn(u32, &str)) -> std::io::Result<()> {
    s.set_nodelay(true)?;
    s.set_read_timeout(Some(Duration::from_secs(95)))?; // stations ping every 30 s
    s.set_write_timeout(Some(Duration::from_secs(1)))?;
    all.lock().unwrap().insert(id, s.try_clone()?);
    let reg = Registered { id, all: all.clone() };
    thread::Builder::new().name(format!("st{id}")).spawn(move || session(s, reg, call, id))?;
    Ok(())
}

pub fn serve(listener: TcpListener, all: Stations, call: fn(u32, &str)) {
    let mut id = 0;
    for c in listener.incoming() {
        id += 1;
        if let Err(e) = c.and_then(|s| welcome(id, s, &all, call)) {
            eprintln!("station {id}: {e}");
            thread::sleep(Duration::from_millis(100));
        }
    }
}
