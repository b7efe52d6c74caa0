use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

pub struct Redis {
    w: BufWriter<TcpStream>,
    r: BufReader<TcpStream>,
}

impl Redis {
    pub fn connect<A: ToSocketAddrs>(addr: A) -> io::Result<Self> {
        let mut last = io::ErrorKind::AddrNotAvailable.into();
        for a in addr.to_socket_addrs()? {
            match TcpStream::connect_timeout(&a, Duration::from_secs(2)) {
                Ok(s) => {
                    s.set_nodelay(true)?;
                    s.set_read_timeout(Some(Duration::from_secs(2)))?;
                    s.set_write_timeout(Some(Duration::from_secs(2)))?;
                    return Ok(Redis { r: BufReader::new(s.try_clone()?), w: BufWriter::new(s) });
                }
                Err(e) => last = e,
            }
        }
        Err(last)
    }

    pub fn command(&mut self, args: &[&str]) -> io::Result<String> {
        write!(self.w, "*{}\r\n", args.len())?;
        for a in args {
            write!(self.w, "${}\r\n{}\r\n", a.len(), a)?;
        }
        self.w.flush()?;
        let mut line = String::new();
        match self.r.read_line(&mut line)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(line.trim_end().to_owned()),
        }
    }
}
