use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

fn client(stream: TcpStream) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(120)))?;
    stream.set_write_timeout(Some(Duration::from_secs(20)))?;
    let mut w = BufWriter::new(stream.try_clone()?);
    let mut r = BufReader::new(stream);
    let mut line = String::new();
    loop {
        line.clear();
        if r.read_line(&mut line)? == 0 {
            break;
        }
        writeln!(w, "{} {}", line.len(), line.trim())?;
        w.flush()?;
    }
    w.get_ref().shutdown(Shutdown::Write)
}

fn main() -> io::Result<()> {
    let l = TcpListener::bind("[::]:6100")?;
    for s in l.incoming() {
        match s {
            Ok(s) => {
                let spawned = thread::Builder::new().name("client".into()).spawn(move || {
                    if let Err(e) = client(s) {
                        eprintln!("client: {}", e);
                    }
                });
                if let Err(e) = spawned {
                    eprintln!("spawn: {}", e);
                }
            }
            Err(e) => {
                eprintln!("accept: {}", e);
                thread::sleep(Duration::from_millis(200));
            }
        }
    }
    Ok(())
}
