use std::io::{BufRead, BufReader, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

#[derive(Debug)]
pub enum ScaleError {
    Unreachable(std::io::Error),
    Garbled(String),
}

impl From<std::io::Error> for ScaleError {
    fn from(e: std::io::Error) -> Self {
        ScaleError::Unreachable(e)
    }
}

/// Weighbridge terminal. Keeps its connection; it is replaced when a query goes wrong.
pub struct Scale {
    host: String,
    link: Option<BufReader<TcpStream>>,
}

impl Scale {
    pub fn new(host: &str) -> Self {
        Scale { host: host.to_string(), link: None }
    }

    fn link(&mut self) -> Result<&mut BufReader<TcpStream>, ScaleError> {
        if self.link.is_none() {
            let addr = (self.host.as_str(), 8000u16)
                .to_socket_addrs()?
                .next()
                .ok_or_else(|| ScaleError::Garbled(format!("no address for {}", self.host)))?;
            let s = TcpStream::connect_timeout(&addr, Duration::from_secs(3))?;
            s.set_read_timeout(Some(Duration::from_secs(4)))?;
            s.set_write_timeout(Some(Duration::from_secs(4)))?;
            s.set_nodelay(true)?;
            self.link = Some(BufReader::new(s));
        }
        Ok(self.link.as_mut().unwrap())
    }

    fn ask(&mut self) -> Result<u32, ScaleError> {
        let link = self.link()?;
        link.get_mut().write_all(b"\x05W\r\n")?;
        let mut line = String::new();
        if link.read_line(&mut line)? == 0 {
            return Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof).into());
        }
        line.trim()
            .strip_prefix("W:")
            .and_then(|kg| kg.trim().parse().ok())
            .ok_or(ScaleError::Garbled(line))
    }

    pub fn weight_kg(&mut self) -> Result<u32, ScaleError> {
        let r = self.ask();
        if r.is_err() {
            self.link = None;
        }
        r
    }
}

fn main() {
    let mut scale = Scale::new("bridge-north.plant.local");
    loop {
        match scale.weight_kg() {
            Ok(kg) => println!("{kg}"),
            Err(e) => eprintln!("no weight: {e:?}"),
        }
        std::thread::sleep(Duration::from_millis(500));
    }
}
