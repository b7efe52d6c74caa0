use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::{AsRawFd, FromRawFd, IntoRawFd, OwnedFd, RawFd};
use std::sync::mpsc::{sync_channel, Receiver, TrySendError};
use std::thread;
use std::time::Duration;

struct Job {
    fd: RawFd,
}

impl Drop for Job {
    fn drop(&mut self) {
        if self.fd >= 0 {
            drop(unsafe { OwnedFd::from_raw_fd(self.fd) });
        }
    }
}

impl Job {
    fn into_stream(mut self) -> TcpStream {
        let fd = std::mem::replace(&mut self.fd, -1);
        unsafe { TcpStream::from_raw_fd(fd) }
    }
}

fn work(rx: Receiver<Job>) {
    for job in rx {
        let mut s = job.into_stream();
        let _ = s.set_read_timeout(Some(Duration::from_secs(5)));
        let _ = s.set_write_timeout(Some(Duration::from_secs(5)));
        let mut req = [0u8; 16];
        if s.read_exact(&mut req).is_ok() {
            let mut sum = 0u64;
            for b in req {
                sum = sum.rotate_left(5) ^ b as u64;
            }
            if let Err(e) = s.write_all(&sum.to_be_bytes()) {
                eprintln!("fd {}: {e}", s.as_raw_fd());
            }
        }
    }
}

fn main() -> std::io::Result<()> {
    let l = TcpListener::bind("127.0.0.1:4100")?;
    let (tx, rx) = sync_channel(128);
    thread::spawn(move || work(rx));
    loop {
        match l.accept() {
            Ok((s, _)) => match tx.try_send(Job { fd: s.into_raw_fd() }) {
                Ok(()) => {}
                // the job comes back in the error; let the backlog hold the others for now
                Err(TrySendError::Full(job)) => {
                    eprintln!("busy");
                    if tx.send(job).is_err() {
                        return Ok(());
                    }
                }
                Err(TrySendError::Disconnected(_)) => return Ok(()),
            },
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(100));
            }
        }
    }
}
