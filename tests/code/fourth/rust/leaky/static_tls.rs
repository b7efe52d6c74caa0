use native_tls::TlsConnector;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

pub struct StatusApi {
    conn: &'static mut native_tls::TlsStream<TcpStream>,
}

impl StatusApi {
    pub fn connect(host: &str) -> Result<StatusApi, Box<dyn std::error::Error>> {
        let tcp = TcpStream::connect((host, 443))?;
        tcp.set_read_timeout(Some(Duration::from_secs(8)))?;
        tcp.set_write_timeout(Some(Duration::from_secs(8)))?;
        let tls = TlsConnector::new()?.connect(host, tcp)?;
        let conn = Box::leak(Box::new(tls));
        conn.write_all(format!("HEAD / HTTP/1.1\r\nHost: {}\r\n\r\n", host).as_bytes())?;
        let mut buf = [0u8; 12];
        conn.read_exact(&mut buf)?;
        if &buf[9..12] != b"200" {
            return Err(format!("{}: {}", host, String::from_utf8_lossy(&buf)).into());
        }
        Ok(StatusApi { conn })
    }

    pub fn shutdown(self) {
        let b = unsafe { Box::from_raw(self.conn as *mut native_tls::TlsStream<TcpStream>) };
        drop(b);
    }
}
