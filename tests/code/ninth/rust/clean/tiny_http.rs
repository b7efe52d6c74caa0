use std::fs::OpenOptions;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{sync_channel, Receiver, TrySendError};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const LIMIT: u64 = 4 << 20;

struct Request {
    name: String,
    length: u64,
}

fn head(rd: &mut BufReader<TcpStream>) -> io::Result<Option<Request>> {
    let mut line = String::new();
    if rd.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let name = line.split(' ').nth(1).unwrap_or("/").chars().filter(char::is_ascii_alphanumeric).collect();
    let mut length = 0;
    loop {
        line.clear();
        if rd.read_line(&mut line)? <= 2 {
            return Ok(Some(Request { name, length }));
        }
        if let Some(v) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = v.trim().parse().map_err(|_| io::ErrorKind::InvalidData)?;
        }
    }
}

fn finish(mut rd: BufReader<TcpStream>, status: &str) -> io::Result<()> {
    rd.get_mut().write_all(format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").as_bytes())?;
    rd.get_ref().shutdown(Shutdown::Write)?;
    rd.get_ref().set_read_timeout(Some(Duration::from_secs(2)))?;
    // lingering close, bounded
    io::copy(&mut rd.take(64 << 20), &mut io::sink())?;
    Ok(())
}

fn camera(s: TcpStream) -> io::Result<()> {
    s.set_read_timeout(Some(Duration::from_secs(15)))?;
    s.set_write_timeout(Some(Duration::from_secs(15)))?;
    let mut rd = BufReader::new(s);
    let Some(req) = head(&mut rd)? else { return Ok(()) };
    if req.length > LIMIT {
        return finish(rd, "413 Content Too Large");
    }
    let mut f = OpenOptions::new().create(true).write(true).truncate(true).open(format!("/srv/cam/{}.jpg", req.name))?;
    let got = io::copy(&mut (&mut rd).take(req.length), &mut f)?;
    finish(rd, if got == req.length { "201 Created" } else { "400 Bad Request" })
}

fn worker(rx: Arc<Mutex<Receiver<TcpStream>>>) {
    loop {
        let Ok(s) = rx.lock().unwrap().recv() else { return };
        if let Err(e) = camera(s) {
            eprintln!("camera: {e}");
        }
    }
}

fn main() -> io::Result<()> {
    let (tx, rx) = sync_channel::<TcpStream>(256);
    let rx = Arc::new(Mutex::new(rx));
    for _ in 0..16 {
        let rx = rx.clone();
        std::thread::spawn(move || worker(rx));
    }
    for s in TcpListener::bind("0.0.0.0:8022")?.incoming() {
        if let Err(TrySendError::Full(s)) = tx.try_send(s?) {
            eprintln!("all cameras at once again, {:?} has to wait", s.peer_addr());
            std::thread::spawn(move || {
                s.set_write_timeout(Some(Duration::from_secs(2)))?;
                finish(BufReader::new(s), "503 Service Unavailable")
            });
        }
    }
    Ok(())
}
