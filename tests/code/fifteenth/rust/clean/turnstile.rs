use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// Stadium turnstiles: 12 byte ticket code in, one byte out.
fn serve(mut s: TcpStream) -> io::Result<u32> {
    s.set_nodelay(true)?;
    s.set_read_timeout(Some(Duration::from_secs(300)))?;
    s.set_write_timeout(Some(Duration::from_secs(3)))?;
    let mut code = [0u8; 12];
    let mut passed = 0;
    loop {
        match s.read_exact(&mut code) {
            Ok(()) => {}
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(passed),
            Err(e) => return Err(e),
        }
        let ok = valid(&code);
        passed += u32::from(ok);
        s.write_all(if ok { b"G" } else { b"R" })?;
    }
}

fn valid(code: &[u8; 12]) -> bool {
    code.iter().fold(0u8, |a, b| a ^ b) == 0
}

fn main() -> io::Result<()> {
    let l = TcpListener::bind("0.0.0.0:6200")?;
    loop {
        let (s, who) = match l.accept() {
            Ok(x) => x,
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(300));
                continue;
            }
        };
        let spawned = thread::Builder::new()
            .name(format!("gate-{who}"))
            .spawn(move || match serve(s) {
                Ok(n) => println!("{who}: closed after {n} visitors"),
                Err(e) => eprintln!("{who}: {e}"),
            });
        if let Err(e) = spawned {
            eprintln!("{who}: no thread: {e}");
        }
    }
}
