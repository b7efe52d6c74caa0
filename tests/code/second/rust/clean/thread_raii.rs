use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

fn session(mut s: TcpStream) -> io::Result<u64> {
    s.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut total = 0;
    let mut buf = [0u8; 8192];
    loop {
        let n = s.read(&mut buf)?;
        if n == 0 {
            return Ok(total);
        }
        total += n as u64;
        if total > 10 << 20 {
            s.shutdown(Shutdown::Both)?;
            return Ok(total);
        }
        s.write_all(&buf[..n])?;
    }
}

fn main() -> io::Result<()> {
    let l = TcpListener::bind("0.0.0.0:7000")?;
    for s in l.incoming() {
        let s = match s {
            Ok(s) => s,
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(50));
                continue;
            }
        };
        thread::spawn(move || match session(s) {
            Ok(n) => println!("{n} bytes"),
            Err(e) => eprintln!("{e}"),
        });
    }
    Ok(())
}
