use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

// Field robots report home over LTE; the web UI can send them commands (stop, dock, ...).

#[derive(Default)]
pub struct Fleet {
    lines: Mutex<BTreeMap<u32, TcpStream>>,
}

impl Fleet {
    pub fn command(&self, robot: u32, cmd: &str) -> std::io::Result<()> {
        let lines = self.lines.lock().unwrap();
        match lines.get(&robot) {
            Some(s) => {
                let mut s: &TcpStream = s;
                s.write_all(format!("{cmd}\n").as_bytes())
            }
            None => Err(std::io::ErrorKind::NotConnected.into()),
        }
    }

    fn report(&self, robot: u32, line: &str) {
        println!("robot {robot}: {line}");
    }
}

fn robot_thread(fleet: Arc<Fleet>, stream: TcpStream, id: u32) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(180)))?;
    stream.set_write_timeout(Some(Duration::from_secs(10)))?;
    let out = stream.try_clone()?;
    fleet.lines.lock().unwrap().insert(id, out);

    let mut r = BufReader::new(stream);
    let mut line = String::new();
    loop {
        line.clear();
        match r.read_line(&mut line) {
            Ok(0) => {
                println!("robot {id} went offline");
                return Ok(());
            }
            Ok(_) => fleet.report(id, line.trim_end()),
            Err(e) => {
                if let Some(s) = fleet.lines.lock().unwrap().remove(&id) {
                    let _ = s.shutdown(Shutdown::Both);
                }
                return Err(e);
            }
        }
    }
}

pub fn serve(listener: TcpListener, fleet: Arc<Fleet>) {
    let mut next = 1;
    for s in listener.incoming() {
        let s = match s {
            Ok(s) => s,
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(200));
                continue;
            }
        };
        let (f, id) = (Arc::clone(&fleet), next);
        next += 1;
        thread::spawn(move || {
            if let Err(e) = robot_thread(f, s, id) {
                eprintln!("robot {id}: {e}");
            }
        });
    }
}
