use std::io::{Read, Write};
use std::net::TcpListener;

pub fn run(listener: TcpListener) -> std::io::Result<()> {
    loop {
        let (mut s, _) = listener.accept()?;
        let mut b = [0u8; 64];
        let n = s.read(&mut b)?;
        std::thread::sleep(std::time::Duration::from_millis(300)); // expect: accept-queue-overflow
        s.write_all(&b[..n])?;
    }
}
