use std::io::{self, BufWriter, Read, Write};
use std::net::TcpStream;
use std::thread::sleep;
use std::time::Duration;

fn login(addr: &str, token: &str) -> io::Result<TcpStream> {
    let mut s = TcpStream::connect(addr)?;
    s.set_read_timeout(Some(Duration::from_secs(5)))?;
    s.write_all(token.as_bytes())?;
    let mut ok = [0u8; 1];
    s.read_exact(&mut ok)?;
    match ok[0] {
        b'+' => Ok(s),
        _ => Err(io::Error::new(io::ErrorKind::PermissionDenied, "refused")),
    }
}

pub fn connect(addr: &str, token: &str) -> io::Result<TcpStream> {
    let mut wait = Duration::from_millis(50);
    for _ in 0..6 {
        match login(addr, token) {
            Ok(s) => return Ok(s),
            Err(e) if e.kind() == io::ErrorKind::PermissionDenied => return Err(e),
            Err(e) => eprintln!("{addr}: {e}, again in {wait:?}"),
        }
        sleep(wait);
        wait *= 2;
    }
    Err(io::Error::new(io::ErrorKind::TimedOut, "gave up"))
}

pub fn request(s: &TcpStream, parts: &[&[u8]]) -> io::Result<Vec<u8>> {
    let mut w = BufWriter::new(s);
    for p in parts {
        w.write_all(&(p.len() as u32).to_be_bytes())?;
        w.write_all(p)?;
    }
    w.flush()?;
    let mut n = [0u8; 4];
    let mut r = s;
    r.read_exact(&mut n)?;
    let mut out = vec![0; u32::from_be_bytes(n) as usize];
    r.read_exact(&mut out)?;
    Ok(out)
}
