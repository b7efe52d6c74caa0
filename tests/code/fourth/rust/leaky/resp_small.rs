use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

pub struct Redis {
    w: TcpStream,
    r: BufReader<TcpStream>,
}

impl Redis {
    pub fn connect(addr: &SocketAddr) -> io::Result<Self> {
        let w = TcpStream::connect_timeout(addr, Duration::from_secs(2))?;
        w.set_read_timeout(Some(Duration::from_secs(2)))?;
        w.set_write_timeout(Some(Duration::from_secs(2)))?;
        let r = BufReader::new(w.try_clone()?);
        Ok(Redis { w, r })
    }

    pub fn command(&mut self, args: &[&str]) -> io::Result<String> {
        write!(self.w, "*{}\r\n", args.len())?;
        for a in args {
            write!(self.w, "${}\r\n{}\r\n", a.len(), a)?;
        }
        let mut line = String::new();
        if self.r.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_string())
    }
}
