use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

const LIMIT: usize = 200;
static ACTIVE: AtomicUsize = AtomicUsize::new(0);

/// Counts a session for as long as it lives.
struct Seat;

impl Seat {
    fn take() -> Option<Seat> {
        if ACTIVE.fetch_add(1, Ordering::SeqCst) < LIMIT {
            Some(Seat)
        } else {
            ACTIVE.fetch_sub(1, Ordering::SeqCst);
            None
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        ACTIVE.fetch_sub(1, Ordering::SeqCst);
    }
}

fn session(sock: TcpStream, from: SocketAddr) -> io::Result<u32> {
    sock.set_read_timeout(Some(Duration::from_secs(120)))?;
    sock.set_write_timeout(Some(Duration::from_secs(10)))?;
    sock.set_nodelay(true)?;
    let mut out = BufWriter::new(sock.try_clone()?);
    let mut rd = BufReader::new(sock);
    let mut served = 0;
    let mut q = String::new();
    loop {
        q.clear();
        if (&mut rd).take(1024).read_line(&mut q)? == 0 {
            return Ok(served);
        }
        match q.split_whitespace().collect::<Vec<_>>()[..] {
            ["PLU", n] => writeln!(out, "{n} {}", price(n))?,
            ["BYE"] => {
                writeln!(out, "BYE {from}")?;
                out.flush()?;
                return Ok(served);
            }
            _ => writeln!(out, "ERR")?,
        }
        out.flush()?;
        served += 1;
    }
}

fn price(plu: &str) -> u32 {
    plu.bytes().fold(7, |a, b| a * 31 % 9973 + b as u32)
}

fn main() -> io::Result<()> {
    let l = TcpListener::bind("0.0.0.0:7010")?;
    loop {
        let (sock, from) = match l.accept() {
            Ok(x) => x,
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(100));
                continue;
            }
        };
        let Some(seat) = Seat::take() else {
            eprintln!("{from}: house is full");
            continue;
        };
        let started = thread::Builder::new().spawn(move || {
            let _seat = seat;
            match session(sock, from) {
                Ok(n) => println!("{from}: {n} prices"),
                Err(e) => println!("{from}: {e}"),
            }
        });
        if let Err(e) = started {
            eprintln!("no thread: {e}");
        }
    }
}
