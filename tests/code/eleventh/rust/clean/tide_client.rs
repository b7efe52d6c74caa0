// Follows the harbour office's tide feed; they send a "." line every 20 s when idle.
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

pub struct Tide {
    pub gauge: u16,
    pub cm: i32,
}

fn parse(line: &str) -> Option<Tide> {
    let (g, cm) = line.trim().split_once(' ')?;
    Some(Tide { gauge: g.parse().ok()?, cm: cm.parse().ok()? })
}

fn session(host: &str, key: &str, out: &Sender<Tide>) -> io::Result<bool> {
    let mut last = io::Error::from(io::ErrorKind::NotFound);
    for addr in (host, 5151u16).to_socket_addrs()? {
        let conn = match TcpStream::connect_timeout(&addr, Duration::from_secs(3)) {
            Ok(c) => c,
            Err(e) => {
                last = e;
                continue;
            }
        };
        conn.set_read_timeout(Some(Duration::from_secs(65)))?;
        conn.set_write_timeout(Some(Duration::from_secs(10)))?;
        (&conn).write_all(format!("FEED {key}\n").as_bytes())?;
        let mut rd = BufReader::new(conn);
        let mut line = String::new();
        loop {
            line.clear();
            if rd.read_line(&mut line)? == 0 {
                return Ok(true);
            }
            if let Some(t) = parse(&line) {
                if out.send(t).is_err() {
                    return Ok(false); // nobody listens any more
                }
            }
        }
    }
    Err(last)
}

pub fn follow(host: String, key: String, out: Sender<Tide>) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        let mut pause = 1;
        loop {
            match session(&host, &key, &out) {
                Ok(false) => return,
                Ok(true) => pause = 1,
                Err(e) => {
                    eprintln!("tide feed {host}: {e}");
                    pause = (pause * 2).min(60);
                }
            }
            thread::sleep(Duration::from_secs(pause));
        }
    })
}
