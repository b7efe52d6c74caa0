use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::fd::{FromRawFd, IntoRawFd, OwnedFd};
use std::sync::mpsc::{sync_channel, Receiver, SyncSender, TrySendError};
use std::thread;
use std::time::{Duration, Instant};

/// Dice server of the board game site. Accepts in one thread, rolls in `n` others.
pub fn start(listener: TcpListener, n: usize) {
    let shards: Vec<SyncSender<OwnedFd>> = (0..n)
        .map(|i| {
            let (tx, rx) = sync_channel(64);
            thread::Builder::new().name(format!("dice-{i}")).spawn(move || shard(rx)).expect("thread");
            tx
        })
        .collect();
    let (late_tx, late_rx) = sync_channel::<TcpStream>(1024);
    thread::spawn(move || late_rx.into_iter().for_each(sorry));
    let mut turn = 0;
    loop {
        let stream = match listener.accept() {
            Ok((s, _)) => s,
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(100));
                continue;
            }
        };
        // descriptors, as the shards were a C library once
        let mut fd = unsafe { OwnedFd::from_raw_fd(stream.into_raw_fd()) };
        let mut left = shards.len();
        loop {
            turn = (turn + 1) % shards.len();
            match shards[turn].try_send(fd) {
                Ok(()) => break,
                Err(TrySendError::Full(back)) | Err(TrySendError::Disconnected(back)) => fd = back,
            }
            left -= 1;
            if left == 0 {
                // if even that queue is full, it's dropped, and closed with it
                let _ = late_tx.try_send(TcpStream::from(fd));
                break;
            }
        }
    }
}

fn shard(rx: Receiver<OwnedFd>) {
    for fd in rx {
        if let Err(e) = play(TcpStream::from(fd)) {
            eprintln!("{}: {e}", thread::current().name().unwrap_or("?"));
        }
    }
}

fn play(mut s: TcpStream) -> io::Result<()> {
    s.set_nodelay(true)?;
    s.set_read_timeout(Some(Duration::from_secs(5)))?;
    s.set_write_timeout(Some(Duration::from_secs(5)))?;
    let mut sides = [0u8; 1];
    loop {
        match s.read(&mut sides)? {
            0 => return Ok(()),
            _ => {
                let roll = 1 + (Instant::now().elapsed().subsec_nanos() as u8) % sides[0].max(1);
                s.write_all(&[roll])?;
            }
        }
    }
}

/// They have asked already, most likely: answer, then read what's there before it's closed.
fn sorry(mut s: TcpStream) {
    let polite = |s: &mut TcpStream| -> io::Result<()> {
        s.set_read_timeout(Some(Duration::from_millis(300)))?;
        s.write_all(&[0])?;
        s.shutdown(Shutdown::Write)?;
        let end = Instant::now() + Duration::from_secs(1);
        let mut sink = [0u8; 512];
        while Instant::now() < end && s.read(&mut sink)? > 0 {}
        Ok(())
    };
    let _ = polite(&mut s);
}
