use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::Duration;

type Hook = Box<dyn Fn(&str) + Send + Sync>;

/// A seat checked out from the floating licence server.
pub struct Seat {
    sock: TcpStream,
    hooks: Mutex<Vec<Hook>>,
}

impl Seat {
    pub fn checkout(server: &str, product: &str) -> std::io::Result<Arc<Seat>> {
        let sock = TcpStream::connect(server)?;
        sock.set_nodelay(true)?;
        sock.set_read_timeout(Some(Duration::from_secs(30)))?;
        let seat = Arc::new(Seat { sock, hooks: Mutex::new(Vec::new()) });
        (&seat.sock).write_all(format!("CHECKOUT {product}\n").as_bytes())?;
        let me = Arc::clone(&seat);
        seat.on_notice(Box::new(move |text| {
            if text.starts_with("RENEW") {
                let _ = (&me.sock).write_all(b"RENEWED\n");
            }
        }));
        Ok(seat)
    }

    pub fn on_notice(&self, h: Hook) {
        self.hooks.lock().unwrap().push(h);
    }

    /// Serves notices until the server hangs up.
    pub fn pump(&self) -> std::io::Result<()> {
        let mut r = BufReader::new(&self.sock);
        let mut line = String::new();
        loop {
            line.clear();
            if r.read_line(&mut line)? == 0 {
                return Ok(());
            }
            for h in self.hooks.lock().unwrap().iter() {
                h(line.trim_end());
            }
        }
    }
}

pub fn with_seat(server: &str, product: &str) {
    loop {
        match Seat::checkout(server, product).and_then(|s| s.pump()) {
            Ok(()) => log::info!("licence server closed, asking again"),
            Err(e) => log::warn!("licence: {e}"),
        }
        std::thread::sleep(Duration::from_secs(15));
    }
}
