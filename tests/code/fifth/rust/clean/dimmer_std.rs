use std::collections::HashMap;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Blinds and lights of an office building. Controllers may be cut off by the janitor's panel.
#[derive(Default)]
pub struct House {
    wires: Mutex<HashMap<String, TcpStream>>,
}

impl House {
    fn enlist(&self, name: &str, s: &TcpStream) -> std::io::Result<()> {
        let copy = s.try_clone()?;
        if let Some(old) = self.wires.lock().unwrap().insert(name.to_owned(), copy) {
            let _ = old.shutdown(Shutdown::Both); // its thread wakes and ends
        }
        Ok(())
    }

    fn strike(&self, name: &str, s: &TcpStream) {
        let mut w = self.wires.lock().unwrap();
        let mine = match (w.get(name).map(TcpStream::peer_addr), s.peer_addr()) {
            (Some(Ok(a)), Ok(b)) => a == b,
            (Some(Err(_)), _) => true,
            (_, Err(_)) => true,
            _ => false,
        };
        if mine {
            w.remove(name);
        }
    }

    pub fn cut_off(&self, name: &str) -> bool {
        match self.wires.lock().unwrap().remove(name) {
            Some(s) => s.shutdown(Shutdown::Both).is_ok(),
            None => false,
        }
    }

    fn controller(&self, s: TcpStream) -> std::io::Result<()> {
        s.set_nodelay(true)?;
        s.set_read_timeout(Some(Duration::from_secs(180)))?;
        s.set_write_timeout(Some(Duration::from_secs(5)))?;
        let mut r = BufReader::new(s.try_clone()?);
        let mut name = String::new();
        r.read_line(&mut name)?;
        let name = name.trim();
        if name.is_empty() {
            return Ok(());
        }
        self.enlist(name, &s)?;
        let res = self.talk(name, &mut r, &s);
        self.strike(name, &s);
        res
    }

    fn talk(&self, name: &str, r: &mut impl BufRead, s: &TcpStream) -> std::io::Result<()> {
        let mut w = BufWriter::new(s);
        for line in r.lines() {
            let line = line?;
            println!("{name}: {line}");
            writeln!(w, "ok {}", line.len())?;
            w.flush()?;
        }
        Ok(())
    }
}

pub fn serve(house: Arc<House>, l: TcpListener) {
    for s in l.incoming() {
        let Ok(s) = s else {
            thread::sleep(Duration::from_millis(100));
            continue;
        };
        let house = house.clone();
        thread::spawn(move || {
            if let Err(e) = house.controller(s) {
                eprintln!("controller: {e}");
            }
        });
    }
}
