use crossbeam_channel::{bounded, Sender, TrySendError};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

// DRM licence checker: eight workers, at most 50 sockets waiting.

fn serve(mut s: TcpStream) -> std::io::Result<()> {
    s.set_read_timeout(Some(Duration::from_secs(5)))?;
    s.set_write_timeout(Some(Duration::from_secs(5)))?;
    s.set_nodelay(true)?;
    let mut rd = BufReader::new(s.try_clone()?);
    let mut key = String::new();
    loop {
        key.clear();
        if rd.read_line(&mut key)? == 0 {
            return Ok(());
        }
        let verdict: &[u8] = if licence_ok(key.trim()) { b"VALID\n" } else { b"INVALID\n" };
        s.write_all(verdict)?;
    }
}

fn licence_ok(key: &str) -> bool {
    key.len() == 25 && key.bytes().map(u32::from).sum::<u32>() % 97 == 1
}

fn acceptor(l: TcpListener, tx: Sender<TcpStream>) {
    for s in l.incoming() {
        let s = match s {
            Ok(s) => s,
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(100));
                continue;
            }
        };
        match tx.try_send(s) {
            Ok(()) => {}
            Err(TrySendError::Full(s)) => {
                eprintln!("busy, {:?} dropped", s.peer_addr());
                drop(s);
            }
            Err(TrySendError::Disconnected(_)) => return,
        }
    }
}

fn main() -> std::io::Result<()> {
    let l = TcpListener::bind("0.0.0.0:4477")?;
    let (tx, rx) = bounded::<TcpStream>(50);
    for n in 0..8 {
        let rx = rx.clone();
        thread::Builder::new().name(format!("lic-{n}")).spawn(move || {
            for s in rx {
                if let Err(e) = serve(s) {
                    eprintln!("client: {e}");
                }
            }
        })?;
    }
    drop(rx);
    acceptor(l, tx);
    Ok(())
}
