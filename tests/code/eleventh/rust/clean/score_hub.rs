use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Live scores: referees type "home:away", every display gets the line.
#[derive(Default)]
struct Hub {
    displays: Mutex<HashMap<u32, TcpStream>>,
}

impl Hub {
    fn publish(&self, line: &str) {
        self.displays.lock().unwrap().retain(|id, d| match d.write_all(line.as_bytes()) {
            Ok(()) => true,
            Err(e) => {
                eprintln!("display {id}: {e}");
                let _ = d.shutdown(Shutdown::Both); // wakes the reader as well
                false
            }
        });
    }
}

struct Seat {
    hub: Arc<Hub>,
    id: u32,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.hub.displays.lock().unwrap().remove(&self.id);
    }
}

fn serve(stream: TcpStream, id: u32, hub: Arc<Hub>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(Duration::from_secs(1)))?;
    stream.set_read_timeout(Some(Duration::from_secs(4 * 3600)))?;
    hub.displays.lock().unwrap().insert(id, stream.try_clone()?);
    let seat = Seat { hub, id };
    let mut rd = BufReader::new(stream);
    let mut line = String::new();
    while rd.read_line(&mut line)? > 0 {
        if line.contains(':') {
            seat.hub.publish(&line);
        }
        line.clear();
    }
    Ok(())
}

fn main() -> std::io::Result<()> {
    let hub = Arc::new(Hub::default());
    let listener = TcpListener::bind("0.0.0.0:6210")?;
    for (id, conn) in (1u32..).zip(listener.incoming()) {
        match conn {
            Ok(c) => {
                let hub = hub.clone();
                thread::spawn(move || {
                    if let Err(e) = serve(c, id, hub) {
                        eprintln!("#{id}: {e}");
                    }
                });
            }
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(300));
            }
        }
    }
    Ok(())
}
