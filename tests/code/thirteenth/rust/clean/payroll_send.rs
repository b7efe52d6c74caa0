use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

pub struct Receipt(pub String);

/// File to the bank's pick-up server: everything, then end of our direction, then the receipt.
pub fn send_payroll(bank: SocketAddr, file: &Path) -> io::Result<Receipt> {
    let mut src = File::open(file)?;
    let sock = TcpStream::connect_timeout(&bank, Duration::from_secs(8))?;
    sock.set_write_timeout(Some(Duration::from_secs(30)))?;
    sock.set_read_timeout(Some(Duration::from_secs(120)))?;

    let mut w = BufWriter::with_capacity(64 * 1024, &sock);
    let n = io::copy(&mut src, &mut w)?;
    w.flush()?;
    drop(w);
    sock.shutdown(Shutdown::Write)?;

    let mut line = String::new();
    let mut rd = BufReader::new(&sock);
    if rd.read_line(&mut line)? == 0 {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "bank hung up without a receipt"));
    }
    let mut parts = line.split_whitespace();
    match (parts.next(), parts.next(), parts.next()) {
        (Some("RECEIVED"), Some(bytes), Some(id)) if bytes.parse() == Ok(n) => Ok(Receipt(id.to_owned())),
        _ => Err(io::Error::new(io::ErrorKind::InvalidData, format!("bank: {}", line.trim()))),
    }
}
