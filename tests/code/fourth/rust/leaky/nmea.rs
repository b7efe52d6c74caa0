use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::sync::mpsc::SyncSender;
use std::thread;
use std::time::Duration;

pub fn run(addr: &str, tx: SyncSender<String>) {
    loop {
        match TcpStream::connect(addr) {
            Ok(s) => {
                for line in BufReader::new(s).lines() {
                    let line = match line {
                        Ok(l) => l,
                        Err(e) => {
                            eprintln!("nmea: {}", e);
                            break;
                        }
                    };
                    if tx.send(line).is_err() {
                        return;
                    }
                }
            }
            Err(e) => eprintln!("nmea {}: {}", addr, e),
        }
        thread::sleep(Duration::from_secs(5));
    }
}
