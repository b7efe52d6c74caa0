use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

fn handle(s: TcpStream) -> std::io::Result<()> {
    s.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut w = s.try_clone()?;
    for line in BufReader::new(s).lines() {
        w.write_all(format!("{}\n", line?).as_bytes())?;
    }
    Ok(())
}

fn main() -> std::io::Result<()> {
    let l = TcpListener::bind("0.0.0.0:7")?;
    for s in l.incoming() {
        match s {
            Ok(s) => { std::thread::spawn(move || handle(s)); }
            Err(e) => {
                eprintln!("{e}");
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
    Ok(())
}
