use std::fs::OpenOptions;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

const LIMIT: u64 = 10 * 1024 * 1024;

fn answer(s: &mut TcpStream, status: &str) -> io::Result<()> {
    s.write_all(format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").as_bytes())
}

/// PUT /NAME with a Content-Length; that's all the cameras can do.
fn camera(stream: TcpStream) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    stream.set_write_timeout(Some(Duration::from_secs(20)))?;
    let mut out = stream.try_clone()?;
    let mut rd = BufReader::new(stream);

    let mut start = String::new();
    rd.read_line(&mut start)?;
    let name: String = start.split(' ').nth(1).unwrap_or("").chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    let mut length = 0u64;
    loop {
        let mut h = String::new();
        if rd.read_line(&mut h)? <= 2 {
            break;
        }
        if let Some((k, v)) = h.split_once(':') {
            if k.eq_ignore_ascii_case("content-length") {
                length = v.trim().parse().unwrap_or(0);
            }
        }
    }
    if length > LIMIT {
        return answer(&mut out, "413 Content Too Large");
    }
    let mut f = OpenOptions::new().create(true).append(true).open(format!("/srv/cam/{name}.jpg"))?;
    let got = io::copy(&mut (&mut rd).take(length), &mut f)?;
    answer(&mut out, if got == length { "201 Created" } else { "400 Bad Request" })
}

fn main() -> io::Result<()> {
    let l = TcpListener::bind("0.0.0.0:8021")?;
    for s in l.incoming() {
        let s = s?;
        std::thread::spawn(move || {
            if let Err(e) = camera(s) {
                eprintln!("camera: {e}");
            }
        });
    }
    Ok(())
}
