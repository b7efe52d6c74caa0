use socket2::{Domain, SockAddr, Socket, TcpKeepalive, Type};
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

pub struct ReplayOptions {
    pub from: u64,
    pub to: u64,
    pub output: std::path::PathBuf,
}

fn dial(addr: SocketAddr) -> io::Result<TcpStream> {
    let sock = Socket::new(Domain::for_address(addr), Type::STREAM, None)?;
    sock.set_recv_buffer_size(8 * 1024)?;
    sock.set_tcp_keepalive(&TcpKeepalive::new().with_time(Duration::from_secs(30)))?;
    sock.connect_timeout(&SockAddr::from(addr), Duration::from_secs(3))?;
    sock.set_read_timeout(Some(Duration::from_secs(20)))?;
    Ok(sock.into())
}

/// Fetches some gigabytes of the day's tape.
pub fn replay(addr: SocketAddr, opt: &ReplayOptions) -> io::Result<u64> {
    let mut stream = dial(addr)?;
    stream.write_all(format!("REPLAY {} {}\n", opt.from, opt.to).as_bytes())?;
    let mut out = BufWriter::new(File::create(&opt.output)?);
    let mut buf = vec![0u8; 64 * 1024];
    let mut total = 0u64;
    loop {
        let n = stream.read(&mut buf)?;
        if n == 0 {
            break;
        }
        out.write_all(&buf[..n])?;
        total += n as u64;
    }
    out.flush()?;
    Ok(total)
}
