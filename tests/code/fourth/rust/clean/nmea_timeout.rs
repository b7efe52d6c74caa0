use socket2::{SockRef, TcpKeepalive};
use std::io::{self, BufRead, BufReader};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::SyncSender;
use std::thread::sleep;
use std::time::Duration;

fn open(addr: &SocketAddr) -> io::Result<TcpStream> {
    let s = TcpStream::connect_timeout(addr, Duration::from_secs(5))?;
    let ka = TcpKeepalive::new().with_time(Duration::from_secs(30)).with_interval(Duration::from_secs(10));
    SockRef::from(&s).set_tcp_keepalive(&ka)?;
    s.set_read_timeout(Some(Duration::from_secs(60)))?;
    Ok(s)
}

pub fn run(addr: SocketAddr, tx: SyncSender<String>) {
    let mut pause = Duration::from_secs(1);
    loop {
        let res = open(&addr).and_then(|s| {
            for line in BufReader::new(s).lines() {
                pause = Duration::from_secs(1);
                if tx.send(line?).is_err() {
                    return Ok(false);
                }
            }
            Ok(true)
        });
        match res {
            Ok(false) => return,
            Ok(true) => eprintln!("nmea: closed"),
            Err(e) => eprintln!("nmea: {}", e),
        }
        sleep(pause);
        pause = (pause * 2).min(Duration::from_secs(60));
    }
}
