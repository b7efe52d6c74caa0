use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// Toll plaza: lanes log in with a key, then a thread of their own takes over.

struct Lane {
    id: u16,
    wire: BufReader<TcpStream>,
}

fn key_is_good(http: &ureq::Agent, id: u16, key: &str) -> bool {
    // the key service sits in the head office, one to three seconds on a bad day
    http.get(&format!("https://keys.toll.example/{id}/{key}"))
        .call()
        .map(|r| r.status() == 200)
        .unwrap_or(false)
}

fn login(s: TcpStream, http: &ureq::Agent) -> io::Result<Lane> {
    s.set_nodelay(true)?;
    s.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut wire = BufReader::new(s);
    let mut line = String::new();
    wire.by_ref().take(128).read_line(&mut line)?;
    let (id, key) = line.trim().split_once(' ').ok_or(io::ErrorKind::InvalidData)?;
    let id = id.parse().map_err(|_| io::ErrorKind::InvalidData)?;
    if !key_is_good(http, id, key) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    Ok(Lane { id, wire })
}

fn lane_loop(mut lane: Lane) -> io::Result<()> {
    lane.wire.get_ref().set_read_timeout(Some(Duration::from_secs(300)))?;
    let mut line = String::new();
    while lane.wire.read_line(&mut line)? > 0 {
        println!("lane {}: {}", lane.id, line.trim_end());
        lane.wire.get_mut().write_all(b"OK\n")?;
        line.clear();
    }
    Ok(())
}

fn main() -> io::Result<()> {
    let http = ureq::AgentBuilder::new().timeout(Duration::from_secs(4)).build();
    let l = TcpListener::bind("0.0.0.0:5500")?;
    for s in l.incoming() {
        let s = match s {
            Ok(s) => s,
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(100));
                continue;
            }
        };
        match login(s, &http) {
            Ok(lane) => {
                thread::spawn(move || {
                    let id = lane.id;
                    if let Err(e) = lane_loop(lane) {
                        eprintln!("lane {id}: {e}");
                    }
                });
            }
            Err(e) => eprintln!("login: {e}"),
        }
    }
    Ok(())
}
