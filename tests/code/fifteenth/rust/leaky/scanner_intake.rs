use std::net::TcpListener;
use std::os::fd::{FromRawFd, IntoRawFd, RawFd};
use std::sync::mpsc::{sync_channel, Receiver, SyncSender, TrySendError};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

// Mail room scanners push TIFFs; the decoder threads are C code and want plain descriptors.

struct Job {
    fd: RawFd,
    from: String,
}

fn decoder(rx: Arc<Mutex<Receiver<Job>>>) {
    loop {
        let job = match rx.lock().unwrap().recv() {
            Ok(j) => j,
            Err(_) => return,
        };
        let sock = unsafe { std::net::TcpStream::from_raw_fd(job.fd) };
        let _ = sock.set_read_timeout(Some(Duration::from_secs(30)));
        if let Err(e) = decode_tiff(&sock) {
            eprintln!("{}: {}", job.from, e);
        }
    }
}

fn decode_tiff(mut sock: &std::net::TcpStream) -> std::io::Result<u64> {
    std::io::copy(&mut sock, &mut std::io::sink())
}

fn intake(listener: TcpListener, tx: SyncSender<Job>) {
    for conn in listener.incoming() {
        let stream = match conn {
            Ok(s) => s,
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(100));
                continue;
            }
        };
        let from = stream.peer_addr().map(|a| a.to_string()).unwrap_or_default();
        let fd = stream.into_raw_fd();
        match tx.try_send(Job { fd, from }) {
            Ok(()) => {}
            Err(TrySendError::Full(job)) => {
                eprintln!("decoders busy, {} has to come back", job.from);
            }
            Err(TrySendError::Disconnected(job)) => {
                drop(unsafe { std::net::TcpStream::from_raw_fd(job.fd) });
                return;
            }
        }
    }
}

fn main() -> std::io::Result<()> {
    let (tx, rx) = sync_channel(32);
    let rx = Arc::new(Mutex::new(rx));
    for _ in 0..4 {
        let rx = rx.clone();
        thread::spawn(move || decoder(rx));
    }
    intake(TcpListener::bind("0.0.0.0:9912")?, tx);
    Ok(())
}
