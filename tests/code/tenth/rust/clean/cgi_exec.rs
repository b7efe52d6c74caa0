use std::io;
use std::net::{TcpListener, TcpStream};
use std::os::fd::{AsRawFd, FromRawFd, IntoRawFd, OwnedFd};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// Starts the interpreter with the socket for stdin and stdout. Both handles
/// go into the Command and are closed here when it is dropped.
fn start(script: &str, client: TcpStream) -> io::Result<Child> {
    let twin = client.try_clone()?;
    let input = unsafe { Stdio::from_raw_fd(client.into_raw_fd()) };
    let output = Stdio::from(OwnedFd::from(twin));
    Command::new("/usr/lib/kiosk/interp")
        .arg(script)
        .env_clear()
        .stdin(input)
        .stdout(output)
        .spawn()
}

struct Running {
    child: Child,
    until: Instant,
}

fn reaper(rx: mpsc::Receiver<Running>) {
    let mut all: Vec<Running> = Vec::new();
    loop {
        match rx.recv_timeout(Duration::from_millis(250)) {
            Ok(r) => all.push(r),
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) if all.is_empty() => return,
            Err(_) => thread::sleep(Duration::from_millis(250)),
        }
        all.retain_mut(|r| match r.child.try_wait() {
            Ok(Some(st)) => {
                println!("[{}] {st}", r.child.id());
                false
            }
            Ok(None) => {
                if Instant::now() > r.until {
                    let _ = r.child.kill();
                }
                true
            }
            Err(e) => {
                eprintln!("[{}] {e}", r.child.id());
                false
            }
        });
    }
}

fn main() -> io::Result<()> {
    let (tx, rx) = mpsc::channel();
    thread::spawn(move || reaper(rx));
    let l = TcpListener::bind("127.0.0.1:9020")?;
    println!("listening, fd {}", l.as_raw_fd());
    loop {
        let client = match l.accept() {
            Ok((c, _)) => c,
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(200));
                continue;
            }
        };
        match start("/srv/kiosk/main.k", client) {
            Ok(child) => {
                let until = Instant::now() + Duration::from_secs(60);
                if tx.send(Running { child, until }).is_err() {
                    return Err(io::ErrorKind::BrokenPipe.into());
                }
            }
            Err(e) => eprintln!("start: {e}"),
        }
    }
}
