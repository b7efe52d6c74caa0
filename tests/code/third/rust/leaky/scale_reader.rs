use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

#[derive(Debug)]
pub enum Weight {
    Stable(f64),
    Moving,
}

fn parse(line: &str) -> Option<Weight> {
    let (tag, value) = line.trim().split_once(',')?;
    match tag {
        "ST" => value.trim_end_matches("kg").trim().parse().ok().map(Weight::Stable),
        "US" => Some(Weight::Moving),
        _ => None,
    }
}

fn session(addr: &str, tx: &Sender<Weight>) -> std::io::Result<()> {
    let mut s = TcpStream::connect(addr)?;
    s.set_read_timeout(None)?;
    s.write_all(b"NOTIFY ON\r\n")?;
    for line in BufReader::new(s).lines() {
        if let Some(w) = parse(&line?) {
            if tx.send(w).is_err() {
                break;
            }
        }
    }
    Ok(())
}

/// A truck comes every few hours; the scale is silent in between.
pub fn watch(addr: String, tx: Sender<Weight>) -> thread::JoinHandle<()> {
    thread::spawn(move || loop {
        if let Err(e) = session(&addr, &tx) {
            eprintln!("scale {addr}: {e}");
        }
        thread::sleep(Duration::from_secs(3));
    })
}
