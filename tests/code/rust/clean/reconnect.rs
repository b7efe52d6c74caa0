use std::net::TcpStream;
use std::time::Duration;

pub fn connect(addr: &str) -> TcpStream {
    loop {
        match TcpStream::connect(addr) {
            Ok(s) => return s,
            Err(e) => {
                eprintln!("{e}, again in a second");
                std::thread::sleep(Duration::from_secs(1));
            }
        }
    }
}
