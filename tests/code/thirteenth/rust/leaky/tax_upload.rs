use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::path::Path;
use std::time::Duration;

/// Sends the monthly wage tax file to the clearing house and returns its receipt.
/// The clearing house reads up to end of file and answers with one line.
pub fn upload(host: &str, path: &Path) -> io::Result<String> {
    let addr = (host, 8443u16)
        .to_socket_addrs()?
        .next()
        .ok_or(io::ErrorKind::AddrNotAvailable)?;
    let stream = TcpStream::connect_timeout(&addr, Duration::from_secs(10))?;
    stream.set_read_timeout(Some(Duration::from_secs(90)))?;
    stream.set_write_timeout(Some(Duration::from_secs(30)))?;

    let mut file = File::open(path)?;
    {
        let mut w = BufWriter::with_capacity(128 * 1024, &stream);
        writeln!(w, "LST2 {}", path.file_name().and_then(|n| n.to_str()).unwrap_or("-"))?;
        io::copy(&mut file, &mut w)?;
        w.flush()?;
    }
    // tells the other side that the file is complete
    stream.shutdown(Shutdown::Both)?;

    let mut receipt = String::new();
    (&stream).take(4096).read_to_string(&mut receipt)?;
    let receipt = receipt.trim();
    if let Some(no) = receipt.strip_prefix("RCPT ") {
        Ok(no.to_owned())
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidData, format!("clearing house: {receipt:?}")))
    }
}
