use crossbeam_channel::{bounded, Receiver, TrySendError};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::{FromRawFd, IntoRawFd, RawFd};
use std::thread;
use std::time::Duration;

// Barcode lookup for the warehouse. Workers get plain descriptors, as the old C workers did.

fn lookup(code: &str) -> String {
    format!("{code} A-17-3\n")
}

fn converse(mut s: TcpStream) -> std::io::Result<()> {
    s.set_read_timeout(Some(Duration::from_secs(20)))?;
    s.set_write_timeout(Some(Duration::from_secs(5)))?;
    s.set_nodelay(true)?;
    let mut pending = Vec::new();
    let mut buf = [0u8; 512];
    loop {
        let n = s.read(&mut buf)?;
        if n == 0 {
            return Ok(());
        }
        pending.extend_from_slice(&buf[..n]);
        while let Some(at) = pending.iter().position(|&b| b == b'\n') {
            let line: Vec<u8> = pending.drain(..=at).collect();
            s.write_all(lookup(String::from_utf8_lossy(&line).trim()).as_bytes())?;
        }
        if pending.len() > 1024 {
            return Ok(());
        }
    }
}

fn worker(rx: Receiver<RawFd>) {
    for fd in rx {
        let s = unsafe { TcpStream::from_raw_fd(fd) };
        if let Err(e) = converse(s) {
            eprintln!("scanner: {e}");
        }
    }
}

fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("0.0.0.0:4343")?;
    let (tx, rx) = bounded::<RawFd>(200);
    for i in 0..12 {
        let rx = rx.clone();
        thread::Builder::new().name(format!("lookup-{i}")).spawn(move || worker(rx))?;
    }
    let mut refused = 0u64;
    loop {
        let stream = match listener.accept() {
            Ok((s, _)) => s,
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(100));
                continue;
            }
        };
        match tx.try_send(stream.into_raw_fd()) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => {
                refused += 1;
                eprintln!("all workers busy, {refused} refused");
            }
            Err(TrySendError::Disconnected(fd)) => {
                drop(unsafe { TcpStream::from_raw_fd(fd) });
                return Ok(());
            }
        }
    }
}
