use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

pub struct Lookup {
    addr: SocketAddr,
    timeout: Duration,
}

impl Lookup {
    pub fn new(addr: SocketAddr) -> Self {
        Lookup { addr, timeout: Duration::from_millis(800) }
    }

    fn one(&self, key: &str) -> std::io::Result<Option<String>> {
        let mut s = TcpStream::connect_timeout(&self.addr, self.timeout)?;
        s.set_read_timeout(Some(self.timeout))?;
        s.write_all(format!("get {key}\r\n").as_bytes())?;
        let mut line = String::new();
        BufReader::new(s).read_line(&mut line)?;
        let line = line.trim_end();
        Ok(if line == "-" { None } else { Some(line.to_owned()) })
    }

    pub fn many<'a, I>(&self, keys: I) -> Vec<(String, Option<String>)>
    where
        I: IntoIterator<Item = &'a str>,
    {
        keys.into_iter()
            .map(|k| (k.to_owned(), self.one(k).unwrap_or(None)))
            .collect()
    }
}
