use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

pub trait Hsm {
    /// Takes 200 to 400 ms on the card.
    fn sign(&self, digest_hex: &str) -> io::Result<String>;
}

fn answer(mut s: TcpStream, hsm: &dyn Hsm) -> io::Result<()> {
    s.set_read_timeout(Some(Duration::from_secs(30)))?;
    s.set_write_timeout(Some(Duration::from_secs(30)))?;
    let mut digest = String::new();
    BufReader::new(&s).read_line(&mut digest)?;
    let reply = match hsm.sign(digest.trim()) {
        Ok(sig) => format!("OK {sig}\n"),
        Err(e) => {
            eprintln!("hsm: {e}");
            "ERR hsm\n".to_string()
        }
    };
    s.write_all(reply.as_bytes())
}

/// Signing service for the CI farm.
pub fn run(addr: &str, hsm: Box<dyn Hsm>) -> io::Result<()> {
    let listener = TcpListener::bind(addr)?;
    println!("signer on {addr}");
    loop {
        let (s, peer) = match listener.accept() {
            Ok(x) => x,
            Err(e) => {
                eprintln!("accept: {e}");
                std::thread::sleep(Duration::from_millis(100));
                continue;
            }
        };
        if let Err(e) = answer(s, hsm.as_ref()) {
            eprintln!("{peer}: {e}");
        }
    }
}
