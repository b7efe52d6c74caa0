use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::time::Duration;

/// Asks a whois server for one domain. The server closes when it is done.
fn whois(server: &str, domain: &str) -> io::Result<String> {
    let mut last = io::Error::from(io::ErrorKind::NotFound);
    for addr in (server, 43).to_socket_addrs()? {
        match TcpStream::connect_timeout(&addr, Duration::from_secs(4)) {
            Ok(mut s) => {
                s.set_read_timeout(Some(Duration::from_secs(10)))?;
                s.set_write_timeout(Some(Duration::from_secs(10)))?;
                s.write_all(format!("{domain}\r\n").as_bytes())?;
                let mut text = Vec::new();
                s.read_to_end(&mut text)?;
                s.shutdown(Shutdown::Both).ok();
                return Ok(String::from_utf8_lossy(&text).into_owned());
            }
            Err(e) => last = e,
        }
    }
    Err(last)
}

fn expiry(text: &str) -> Option<&str> {
    text.lines()
        .find(|l| l.trim_start().starts_with("Registry Expiry Date:"))
        .and_then(|l| l.split_once(": "))
        .map(|(_, d)| d.trim())
}

fn main() {
    for d in std::env::args().skip(1) {
        match whois("whois.verisign-grs.com", &d) {
            Ok(t) => println!("{d}\t{}", expiry(&t).unwrap_or("?")),
            Err(e) => eprintln!("{d}\t{e}"),
        }
        // the registry blocks who asks faster
        std::thread::sleep(Duration::from_secs(2));
    }
}
