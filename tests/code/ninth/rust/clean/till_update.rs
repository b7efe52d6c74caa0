use std::fs::File;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

const MOST: usize = 200;

struct Busy(Arc<AtomicUsize>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn send(mut till: TcpStream, file: PathBuf) -> io::Result<u64> {
    till.set_write_timeout(Some(Duration::from_secs(30)))?;
    till.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut f = File::open(file)?;
    let mut buf = vec![0u8; 64 * 1024];
    let mut sent = 0u64;
    loop {
        let n = f.read(&mut buf)?;
        if n == 0 {
            break;
        }
        till.write_all(&buf[..n])?;
        sent += n as u64;
    }
    till.shutdown(Shutdown::Write)?;
    // the till closes when it has the file on its disk
    let mut rest = [0u8; 16];
    while till.read(&mut rest)? > 0 {}
    Ok(sent)
}

fn main() -> io::Result<()> {
    let file = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "/srv/tills/prices.bin".into()));
    let l = TcpListener::bind("0.0.0.0:4800")?;
    let busy = Arc::new(AtomicUsize::new(0));
    loop {
        while busy.load(Ordering::SeqCst) >= MOST {
            thread::sleep(Duration::from_millis(20));
        }
        let (till, from) = match l.accept() {
            Ok(x) => x,
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(500));
                continue;
            }
        };
        busy.fetch_add(1, Ordering::SeqCst);
        let slot = Busy(busy.clone());
        let file = file.clone();
        thread::spawn(move || {
            let _slot = slot;
            match send(till, file) {
                Ok(n) => println!("{from}: {n}"),
                Err(e) => eprintln!("{from}: {e}"),
            }
        });
    }
}
