use std::io::Read;
use std::mem;
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

#[derive(Debug, PartialEq)]
pub enum Health {
    Up(String),
    Silent,
    Down,
}

/// Health probe of the mail relays; runs every 10 s from the scheduler thread.
pub fn probe(target: &str) -> Health {
    let Some(addr) = target.to_socket_addrs().ok().and_then(|mut i| i.next()) else {
        return Health::Down;
    };
    let mut s = match TcpStream::connect_timeout(&addr, Duration::from_secs(2)) {
        Ok(s) => s,
        Err(e) => {
            log::warn!("{target}: {e}");
            return Health::Down;
        }
    };
    if s.set_read_timeout(Some(Duration::from_secs(2))).is_err() {
        return Health::Down;
    }
    let mut buf = [0u8; 256];
    let verdict = match s.read(&mut buf) {
        Ok(n) if n > 0 => Health::Up(String::from_utf8_lossy(&buf[..n]).trim().to_string()),
        Ok(_) => Health::Down,
        Err(_) => Health::Silent,
    };
    // the relay logs an "aborted session" alert when we hang up at once
    mem::forget(s);
    verdict
}
