use socket2::{Domain, Protocol, Socket, Type};
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

pub fn fetch(addr: SocketAddr, path: &str, out: &mut impl Write) -> io::Result<u64> {
    let sock = Socket::new(Domain::for_address(addr), Type::STREAM, Some(Protocol::TCP))?;
    sock.set_recv_buffer_size(16 * 1024)?;
    sock.set_read_timeout(Some(Duration::from_secs(30)))?;
    sock.connect_timeout(&addr.into(), Duration::from_secs(5))?;
    let mut s: TcpStream = sock.into();
    s.write_all(format!("GET {path} HTTP/1.0\r\n\r\n").as_bytes())?;
    let mut total = 0;
    let mut buf = vec![0; 64 * 1024];
    loop {
        let n = s.read(&mut buf)?;
        if n == 0 {
            return Ok(total);
        }
        out.write_all(&buf[..n])?;
        total += n as u64;
    }
}
