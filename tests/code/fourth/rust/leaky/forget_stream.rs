use std::io::{BufRead, BufReader, Write};
use std::mem;
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{channel, Sender};
use std::thread;
use std::time::Duration;

fn client(stream: TcpStream, out: Sender<String>) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(120)))?;
    let mut w = stream.try_clone()?;
    let mut r = BufReader::new(stream);
    let mut line = String::new();
    loop {
        line.clear();
        if r.read_line(&mut line)? == 0 {
            // the other clone still belongs to the writer
            mem::forget(r);
            return Ok(());
        }
        if out.send(line.trim().to_owned()).is_err() {
            return Ok(());
        }
        w.write_all(b"ack\n")?;
    }
}

fn main() {
    let l = TcpListener::bind("0.0.0.0:6100").unwrap();
    let (tx, rx) = channel();
    thread::spawn(move || {
        for s in l.incoming() {
            match s {
                Ok(s) => {
                    let tx = tx.clone();
                    thread::spawn(move || client(s, tx));
                }
                Err(e) => {
                    eprintln!("accept: {}", e);
                    thread::sleep(Duration::from_millis(100));
                }
            }
        }
    });
    for line in rx {
        println!("{}", line);
    }
}
