use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

#[derive(Debug)]
pub enum State {
    Ok { banner: String, took: Duration },
    Greylisting,
    Failed(String),
}

fn talk(target: &str) -> io::Result<(String, u16)> {
    let addr = target
        .to_socket_addrs()?
        .next()
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no address"))?;
    let s = TcpStream::connect_timeout(&addr, Duration::from_secs(3))?;
    s.set_read_timeout(Some(Duration::from_secs(6)))?;
    s.set_write_timeout(Some(Duration::from_secs(6)))?;
    let mut rd = BufReader::new((&s).take(8192));

    let mut banner = String::new();
    rd.read_line(&mut banner)?;
    (&s).write_all(b"NOOP\r\n")?;
    let mut l = String::new();
    rd.read_line(&mut l)?;
    let code = l.get(..3).and_then(|c| c.parse().ok()).unwrap_or(0);
    // say good bye and take the 221, the relay's log stays quiet then
    (&s).write_all(b"QUIT\r\n")?;
    l.clear();
    rd.read_line(&mut l)?;
    Ok((banner.trim_end().to_string(), code))
}

pub fn check(target: &str) -> State {
    let t0 = Instant::now();
    match talk(target) {
        Ok((banner, 250)) => State::Ok { banner, took: t0.elapsed() },
        Ok((_, 421)) | Ok((_, 450)) => State::Greylisting,
        Ok((_, code)) => State::Failed(format!("NOOP answered with {code}")),
        Err(e) => State::Failed(e.to_string()),
    }
}

pub fn check_all(targets: &[String]) -> Vec<(String, State)> {
    targets.iter().map(|t| (t.clone(), check(t))).collect()
}
