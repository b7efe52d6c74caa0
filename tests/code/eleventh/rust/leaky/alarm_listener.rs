use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::thread::sleep;
use std::time::Duration;

/// Subscribes to the fire panel's alarm push and pages the caretaker.
/// The panel speaks only when something happens.
struct Panel {
    host: String,
    pin: String,
}

impl Panel {
    fn subscribe(&self) -> io::Result<BufReader<TcpStream>> {
        let addr = (self.host.as_str(), 2404)
            .to_socket_addrs()?
            .next()
            .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "panel"))?;
        let conn = TcpStream::connect_timeout(&addr, Duration::from_secs(5))?;
        conn.set_write_timeout(Some(Duration::from_secs(5)))?;
        conn.set_read_timeout(Some(Duration::from_secs(5)))?;
        let mut conn = BufReader::new(conn);
        conn.get_mut().write_all(format!("LOGIN {}\r\nPUSH ON\r\n", self.pin).as_bytes())?;
        let mut ok = String::new();
        conn.read_line(&mut ok)?;
        if !ok.starts_with("OK") {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, ok));
        }
        conn.get_ref().set_read_timeout(None)?;
        Ok(conn)
    }

    fn follow(&self) -> io::Result<()> {
        let mut conn = self.subscribe()?;
        println!("subscribed to {}", self.host);
        let mut line = String::new();
        while conn.read_line(&mut line)? > 0 {
            if let Some(zone) = line.strip_prefix("ALARM ") {
                pager::call(zone.trim_end());
            }
            line.clear();
        }
        Ok(())
    }
}

fn main() {
    let panel = Panel {
        host: std::env::var("PANEL").unwrap_or_else(|_| "panel-b2".into()),
        pin: std::env::var("PANEL_PIN").unwrap_or_default(),
    };
    loop {
        match panel.follow() {
            Ok(()) => eprintln!("panel closed the push, again in 10 s"),
            Err(e) => eprintln!("panel: {e}, again in 10 s"),
        }
        sleep(Duration::from_secs(10));
    }
}

mod pager {
    pub fn call(zone: &str) {
        println!("PAGE zone {zone}");
    }
}
