use std::fmt;
use std::io::{self, BufReader, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

/// Client of the article master (`artd`). One request is a 4 byte head (op, flags, length) and the body.
pub struct Articles {
    tx: TcpStream,
    rx: BufReader<TcpStream>,
}

#[derive(Debug)]
pub enum LookupError {
    Unknown,
    Io(io::Error),
}

impl From<io::Error> for LookupError {
    fn from(e: io::Error) -> Self {
        LookupError::Io(e)
    }
}

impl fmt::Display for LookupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LookupError::Unknown => f.write_str("no such article"),
            LookupError::Io(e) => write!(f, "artd: {e}"),
        }
    }
}

impl Articles {
    pub fn connect(host: &str) -> io::Result<Self> {
        let addr = (host, 7117)
            .to_socket_addrs()?
            .next()
            .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no address"))?;
        let tx = TcpStream::connect_timeout(&addr, Duration::from_secs(3))?;
        tx.set_read_timeout(Some(Duration::from_secs(2)))?;
        tx.set_write_timeout(Some(Duration::from_secs(2)))?;
        let rx = BufReader::new(tx.try_clone()?);
        Ok(Articles { tx, rx })
    }

    /// Looks up one EAN. The tills call this for each scan.
    pub fn by_ean(&mut self, ean: &str) -> Result<String, LookupError> {
        let len = ean.len() as u16;
        let head = [b'L', 0, (len >> 8) as u8, len as u8];
        self.tx.write_all(&head)?;
        self.tx.write_all(ean.as_bytes())?;
        let mut status = [0u8; 4];
        self.rx.read_exact(&mut status)?;
        let size = u16::from_be_bytes([status[2], status[3]]) as usize;
        let mut text = vec![0u8; size];
        self.rx.read_exact(&mut text)?;
        match status[0] {
            b'+' => Ok(String::from_utf8_lossy(&text).into_owned()),
            _ => Err(LookupError::Unknown),
        }
    }
}

fn main() {
    let mut art = match Articles::connect("artd.store.local") {
        Ok(a) => a,
        Err(e) => return eprintln!("{e}"),
    };
    for line in io::stdin().lines().map_while(Result::ok) {
        match art.by_ean(line.trim()) {
            Ok(name) => println!("{name}"),
            Err(LookupError::Unknown) => println!("?"),
            Err(e) => return eprintln!("{e}"),
        }
    }
}
