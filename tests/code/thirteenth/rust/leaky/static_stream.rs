use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{sync_channel, Receiver};
use std::thread;
use std::time::Duration;

// darts score server: a reader and a writer thread per board, sharing the stream

fn writer(s: &'static TcpStream, rx: Receiver<String>) {
    let mut out = s;
    while let Ok(line) = rx.recv() {
        if out.write_all(line.as_bytes()).is_err() {
            return;
        }
    }
}

fn score(line: &str) -> Option<u32> {
    let (mult, field) = match line.as_bytes().first()? {
        b'T' => (3, &line[1..]),
        b'D' => (2, &line[1..]),
        _ => (1, line),
    };
    field.trim().parse::<u32>().ok().map(|f| f * mult)
}

fn board(s: TcpStream) -> std::io::Result<()> {
    s.set_nodelay(true)?;
    s.set_read_timeout(Some(Duration::from_secs(1800)))?;
    s.set_write_timeout(Some(Duration::from_secs(5)))?;
    let shared: &'static TcpStream = Box::leak(Box::new(s));
    let (tx, rx) = sync_channel(32);
    thread::spawn(move || writer(shared, rx));

    let mut left = 501u32;
    for line in BufReader::new(shared).lines() {
        let Ok(line) = line else { break };
        let answer = match score(&line) {
            Some(p) if p <= left => {
                left -= p;
                format!("LEFT {left}\n")
            }
            Some(_) => "BUST\n".to_string(),
            None => "?\n".to_string(),
        };
        if tx.send(answer).is_err() {
            break;
        }
    }
    println!("board finished with {left} left");
    Ok(())
}

fn main() -> std::io::Result<()> {
    let l = TcpListener::bind("0.0.0.0:5501")?;
    for s in l.incoming() {
        match s {
            Ok(s) => {
                thread::spawn(move || board(s));
            }
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(100));
            }
        }
    }
    Ok(())
}
