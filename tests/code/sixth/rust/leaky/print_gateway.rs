use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::{FromRawFd, IntoRawFd, RawFd};
use std::sync::mpsc::{sync_channel, Receiver, TrySendError};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

fn spooler(id: usize, jobs: Arc<Mutex<Receiver<RawFd>>>) {
    loop {
        let fd = match jobs.lock().unwrap().recv() {
            Ok(fd) => fd,
            Err(_) => return,
        };
        let mut s = unsafe { TcpStream::from_raw_fd(fd) };
        let _ = s.set_read_timeout(Some(Duration::from_secs(20)));
        let mut doc = Vec::new();
        match s.read_to_end(&mut doc) {
            Ok(n) => {
                println!("spooler {id}: {n} bytes");
                let _ = s.write_all(b"QUEUED\n");
            }
            Err(e) => println!("spooler {id}: {e}"),
        }
    }
}

fn main() -> std::io::Result<()> {
    let (tx, rx) = sync_channel::<RawFd>(64);
    let rx = Arc::new(Mutex::new(rx));
    for id in 0..4 {
        let rx = rx.clone();
        thread::spawn(move || spooler(id, rx));
    }
    let l = TcpListener::bind("0.0.0.0:9100")?;
    for s in l.incoming() {
        let s = match s {
            Ok(s) => s,
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(50));
                continue;
            }
        };
        match tx.try_send(s.into_raw_fd()) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => eprintln!("all spoolers busy"),
            Err(TrySendError::Disconnected(fd)) => {
                drop(unsafe { TcpStream::from_raw_fd(fd) });
                break;
            }
        }
    }
    Ok(())
}
