use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

type Peers = Arc<Mutex<HashMap<String, TcpStream>>>;

fn announce(peers: &Peers, from: &str, state: &str) {
    let line = format!("{from} {state}\n");
    let mut g = peers.lock().unwrap();
    for (who, s) in g.iter_mut() {
        if who != from {
            if let Err(e) = s.write_all(line.as_bytes()) {
                eprintln!("presence: {who} does not take updates: {e}");
            }
        }
    }
}

fn attend(sock: TcpStream, peers: Peers) -> io::Result<()> {
    sock.set_read_timeout(Some(Duration::from_secs(120)))?;
    sock.set_write_timeout(Some(Duration::from_secs(2)))?;
    sock.set_nodelay(true)?;

    let mut rd = BufReader::new(sock.try_clone()?);
    let mut hello = String::new();
    if rd.read_line(&mut hello)? == 0 {
        return Ok(());
    }
    let ext = match hello.trim_end().strip_prefix("EXT ") {
        Some(e) if e.len() <= 8 => e.to_owned(),
        _ => {
            (&sock).write_all(b"? EXT nnnn\n")?;
            return Ok(());
        }
    };
    peers.lock().unwrap().insert(ext.clone(), sock);
    announce(&peers, &ext, "online");

    let mut line = String::new();
    loop {
        line.clear();
        match rd.read_line(&mut line) {
            Ok(0) => break,
            Ok(_) => announce(&peers, &ext, line.trim()),
            Err(e) => {
                eprintln!("presence: {ext}: {e}");
                break;
            }
        }
    }
    announce(&peers, &ext, "offline");
    Ok(())
}

fn main() -> io::Result<()> {
    let l = TcpListener::bind(("0.0.0.0", 5390))?;
    let peers: Peers = Arc::default();
    for s in l.incoming() {
        let s = match s {
            Ok(s) => s,
            Err(e) => {
                eprintln!("presence: accept: {e}");
                thread::sleep(Duration::from_millis(100));
                continue;
            }
        };
        let p = peers.clone();
        thread::spawn(move || {
            if let Err(e) = attend(s, p) {
                eprintln!("presence: {e}");
            }
        });
    }
    Ok(())
}
