use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

type Cabs = Arc<Mutex<HashMap<u64, TcpStream>>>;

/// Taxi dispatch: every cab has a terminal, the office sends rides to all of them.
pub fn broadcast(cabs: &Cabs, ride: &str) {
    let mut all = cabs.lock().unwrap();
    for (id, s) in all.iter_mut() {
        if let Err(e) = s.write_all(ride.as_bytes()) {
            eprintln!("cab {id}: {e}");
        }
    }
}

fn cab_session(id: u64, stream: TcpStream, on_line: fn(u64, &str)) {
    let rd = BufReader::new(stream);
    for line in rd.lines() {
        match line {
            Ok(l) => on_line(id, &l),
            Err(e) => {
                eprintln!("cab {id}: {e}");
                break;
            }
        }
    }
    println!("cab {id} off duty");
}

pub fn serve(listener: TcpListener, cabs: Cabs, on_line: fn(u64, &str)) {
    let mut id = 0;
    for conn in listener.incoming() {
        let stream = match conn {
            Ok(s) => s,
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(200));
                continue;
            }
        };
        id += 1;
        let _ = stream.set_read_timeout(Some(Duration::from_secs(3600)));
        let _ = stream.set_write_timeout(Some(Duration::from_millis(500)));
        match stream.try_clone() {
            Ok(w) => {
                cabs.lock().unwrap().insert(id, w);
            }
            Err(_) => continue,
        }
        thread::spawn(move || cab_session(id, stream, on_line));
    }
}
