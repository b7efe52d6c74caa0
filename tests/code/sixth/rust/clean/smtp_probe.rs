use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

pub enum Verdict {
    Up(String),
    Refusing(u16),
    Down(io::Error),
}

struct Dialog {
    r: BufReader<TcpStream>,
    w: TcpStream,
}

impl Dialog {
    fn open(a: SocketAddr) -> io::Result<Dialog> {
        let w = TcpStream::connect_timeout(&a, Duration::from_secs(5))?;
        w.set_nodelay(true)?;
        w.set_read_timeout(Some(Duration::from_secs(30)))?;
        w.set_write_timeout(Some(Duration::from_secs(30)))?;
        let r = BufReader::new(w.try_clone()?);
        Ok(Dialog { r, w })
    }

    fn reply(&mut self) -> io::Result<(u16, String)> {
        loop {
            let mut l = String::new();
            if self.r.read_line(&mut l)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let code = l.get(..3).and_then(|c| c.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
            if l.as_bytes().get(3) != Some(&b'-') {
                return Ok((code, l[3..].trim().to_string()));
            }
        }
    }

    fn say(&mut self, cmd: &str) -> io::Result<(u16, String)> {
        self.w.write_all(format!("{cmd}\r\n").as_bytes())?;
        self.reply()
    }
}

fn talk(a: SocketAddr) -> io::Result<Verdict> {
    let mut d = Dialog::open(a)?;
    let (code, _) = d.reply()?;
    if code != 220 {
        d.say("QUIT").ok();
        return Ok(Verdict::Refusing(code));
    }
    let (code, text) = d.say("EHLO probe.example.net")?;
    d.say("QUIT").ok();
    Ok(if code == 250 { Verdict::Up(text) } else { Verdict::Refusing(code) })
}

pub fn probe(a: SocketAddr) -> Verdict {
    talk(a).unwrap_or_else(Verdict::Down)
}
