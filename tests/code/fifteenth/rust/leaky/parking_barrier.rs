use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// Parking barriers keep one connection each and send 4-byte ticket numbers.
fn barrier(mut s: TcpStream) {
    let _ = s.set_nodelay(true);
    let _ = s.set_read_timeout(Some(Duration::from_millis(500)));
    let _ = s.set_write_timeout(Some(Duration::from_secs(2)));
    let mut have = 0usize;
    let mut ticket = [0u8; 4];
    loop {
        match s.read(&mut ticket[have..]) {
            Ok(0) => {
                // nothing at the moment, let the loop controller look for cars
                thread::sleep(Duration::from_millis(500));
                continue;
            }
            Ok(n) => have += n,
            Err(e) if e.kind() == ErrorKind::WouldBlock || e.kind() == ErrorKind::TimedOut => continue,
            Err(e) => {
                eprintln!("barrier: {e}");
                return;
            }
        }
        if have == ticket.len() {
            have = 0;
            let paid = is_paid(u32::from_be_bytes(ticket));
            if let Err(e) = s.write_all(&[u8::from(paid)]) {
                eprintln!("barrier answer: {e}");
                return;
            }
        }
    }
}

fn is_paid(ticket: u32) -> bool {
    ticket % 7 != 0
}

fn main() -> std::io::Result<()> {
    let l = TcpListener::bind(("0.0.0.0", 5151))?;
    loop {
        match l.accept() {
            Ok((s, from)) => {
                println!("barrier {from} connected");
                thread::spawn(move || barrier(s));
            }
            Err(e) => {
                eprintln!("accept {e}");
                thread::sleep(Duration::from_secs(1));
            }
        }
    }
}
