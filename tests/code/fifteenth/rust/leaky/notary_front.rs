use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

// Time stamping front: the HSM needs 200 to 400 ms for a signature.

fn hsm_sign(digest: &str) -> Result<String, String> {
    std::thread::sleep(Duration::from_millis(300));
    Ok(format!("sig:{digest}"))
}

fn stamp(s: TcpStream) -> std::io::Result<()> {
    s.set_read_timeout(Some(Duration::from_secs(10)))?;
    s.set_write_timeout(Some(Duration::from_secs(10)))?;
    let mut r = BufReader::new(s);
    let mut digest = String::new();
    r.by_ref().take(1024).read_line(&mut digest)?;
    let answer = match hsm_sign(digest.trim()) {
        Ok(sig) => format!("OK {sig}\n"),
        Err(e) => format!("ERR {e}\n"),
    };
    r.get_mut().write_all(answer.as_bytes())?;
    r.get_ref().shutdown(std::net::Shutdown::Write)?;
    std::io::copy(&mut r.take(4096), &mut std::io::sink())?;
    Ok(())
}

fn main() -> std::io::Result<()> {
    let l = TcpListener::bind("[::]:3161")?;
    println!("notary front on {}", l.local_addr()?);
    let mut stamped = 0u64;
    for s in l.incoming() {
        match s {
            Ok(s) => match stamp(s) {
                Ok(()) => stamped += 1,
                Err(e) => eprintln!("after {stamped}: {e}"),
            },
            Err(e) => {
                eprintln!("accept: {e}");
                std::thread::sleep(Duration::from_millis(200));
            }
        }
    }
    Ok(())
}
