use std::io::{BufRead, BufReader, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

#[derive(Debug)]
pub struct Tick {
    pub symbol: String,
    pub cents: u64,
}

fn parse(l: &str) -> Option<Tick> {
    let (symbol, price) = l.trim().split_once(' ')?;
    Some(Tick { symbol: symbol.into(), cents: price.parse().ok()? })
}

fn subscribe(host: &str, symbols: &[&str]) -> std::io::Result<TcpStream> {
    let addr = host
        .to_socket_addrs()?
        .next()
        .ok_or_else(|| std::io::Error::from(std::io::ErrorKind::NotFound))?;
    let mut s = TcpStream::connect_timeout(&addr, Duration::from_secs(5))?;
    s.set_nodelay(true)?;
    s.set_read_timeout(Some(Duration::from_secs(5)))?;
    s.set_write_timeout(Some(Duration::from_secs(5)))?;
    s.write_all(format!("SUB {}\n", symbols.join(",")).as_bytes())?;
    // markets are closed at night, no tick for hours then
    s.set_read_timeout(None)?;
    Ok(s)
}

pub fn run(host: &str, symbols: &[&str], mut on_tick: impl FnMut(Tick)) {
    loop {
        let feed = match subscribe(host, symbols) {
            Ok(f) => f,
            Err(e) => {
                log::warn!("{host}: {e}, again in 10 s");
                std::thread::sleep(Duration::from_secs(10));
                continue;
            }
        };
        for line in BufReader::new(feed).lines() {
            match line {
                Ok(l) => parse(&l).into_iter().for_each(&mut on_tick),
                Err(e) => {
                    log::warn!("feed: {e}");
                    break;
                }
            }
        }
        std::thread::sleep(Duration::from_secs(2));
    }
}
