use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::{AsRawFd, FromRawFd, IntoRawFd, OwnedFd, RawFd};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Starts the old Pascal program of the weighbridge once per connection, like inetd did.

struct Job {
    child: Child,
    who: String,
}

fn stdio_of(s: &TcpStream) -> io::Result<Stdio> {
    Ok(OwnedFd::from(s.try_clone()?).into())
}

fn start(s: TcpStream) -> io::Result<Job> {
    let who = s.peer_addr()?.to_string();
    let input = stdio_of(&s)?;
    let child = Command::new("/opt/weigh/weigh93")
        .env("PEER", &who)
        .stdin(input)
        .stdout(Stdio::from(OwnedFd::from(s)))
        .stderr(Stdio::inherit())
        .spawn()?;
    Ok(Job { child, who })
    // the descriptors in the Command have been closed in this process by now
}

/// systemd hands us the listening socket as descriptor 3
fn listener() -> io::Result<TcpListener> {
    const FIRST: RawFd = 3;
    if std::env::var("LISTEN_FDS").as_deref() == Ok("1") {
        return Ok(unsafe { TcpListener::from_raw_fd(FIRST) });
    }
    TcpListener::bind("0.0.0.0:4011")
}

fn reaper(rx: mpsc::Receiver<Job>) {
    let mut jobs: Vec<(Job, u32)> = Vec::new();
    loop {
        match rx.recv_timeout(Duration::from_secs(1)) {
            Ok(j) => jobs.push((j, 0)),
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            Err(_) => return,
        }
        jobs.retain_mut(|(j, age)| {
            *age += 1;
            if *age > 900 {
                let _ = j.child.kill();
            }
            match j.child.try_wait() {
                Ok(None) => true,
                Ok(Some(st)) => {
                    println!("{}: {st}", j.who);
                    false
                }
                Err(_) => false,
            }
        });
    }
}

fn main() -> io::Result<()> {
    let l = listener()?;
    println!("listening on descriptor {}", l.as_raw_fd());
    let (tx, rx) = mpsc::channel();
    thread::spawn(move || reaper(rx));
    loop {
        match l.accept() {
            Ok((s, _)) => match start(s) {
                Ok(job) => tx.send(job).expect("reaper is there"),
                Err(e) => eprintln!("start: {e}"),
            },
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(200));
            }
        }
    }
}
