use std::io::{self, BufWriter, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

pub struct Seat {
    pub row: u16,
    pub no: u16,
    pub cents: u32,
    pub sold: bool,
}

/// Sends the seating plan to the box office host and waits for its "+count".
pub fn export(addr: &SocketAddr, plan: &[Seat]) -> io::Result<()> {
    let sock = TcpStream::connect_timeout(addr, Duration::from_secs(4))?;
    sock.set_write_timeout(Some(Duration::from_secs(15)))?;
    sock.set_read_timeout(Some(Duration::from_secs(15)))?;

    let mut w = BufWriter::with_capacity(32 * 1024, sock);
    for s in plan {
        write!(w, "{};{};", s.row, s.no)?;
        write!(w, "{}.{:02};", s.cents / 100, s.cents % 100)?;
        w.write_all(if s.sold { b"S\n" } else { b"F\n" })?;
    }
    let mut sock = w.into_inner().map_err(|e| e.into_error())?;
    sock.shutdown(Shutdown::Write)?;

    let mut ans = String::new();
    Read::by_ref(&mut sock).take(256).read_to_string(&mut ans)?;
    match ans.trim().strip_prefix('+').and_then(|n| n.parse::<usize>().ok()) {
        Some(n) if n == plan.len() => Ok(()),
        _ => Err(io::Error::new(io::ErrorKind::InvalidData, format!("box office said {ans:?}"))),
    }
}
