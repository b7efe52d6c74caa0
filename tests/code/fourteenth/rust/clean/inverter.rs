use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::fd::{AsRawFd, FromRawFd, IntoRawFd};
use std::time::Duration;

extern "C" {
    // libvendor: sends the unlock sequence, doesn't keep the descriptor
    fn vendor_unlock(fd: i32, pin: u32) -> i32;
}

/// Passes through the C library and comes back as a stream.
fn unlock(stream: TcpStream, pin: u32) -> std::io::Result<TcpStream> {
    let fd = stream.into_raw_fd();
    let rc = unsafe { vendor_unlock(fd, pin) };
    let stream = unsafe { TcpStream::from_raw_fd(fd) };
    if rc != 0 {
        return Err(std::io::Error::from_raw_os_error(rc));
    }
    Ok(stream)
}

#[derive(Debug, Clone, Copy)]
pub struct Yield {
    pub watts: u32,
    pub wh_today: u32,
}

pub fn read_yield(addr: &SocketAddr, pin: u32) -> std::io::Result<Yield> {
    let stream = TcpStream::connect_timeout(addr, Duration::from_secs(3))?;
    stream.set_read_timeout(Some(Duration::from_secs(4)))?;
    stream.set_write_timeout(Some(Duration::from_secs(4)))?;
    let mut stream = unlock(stream, pin)?;
    eprintln!("inverter {addr}: unlocked on fd {}", stream.as_raw_fd());
    stream.write_all(b"YIELD\r\n")?;
    let mut line = String::new();
    BufReader::new(&stream).read_line(&mut line)?;
    let mut nums = line.split_whitespace().map(|t| t.parse::<u32>());
    match (nums.next(), nums.next()) {
        (Some(Ok(watts)), Some(Ok(wh_today))) => Ok(Yield { watts, wh_today }),
        _ => Err(std::io::Error::new(std::io::ErrorKind::InvalidData, line)),
    }
}
