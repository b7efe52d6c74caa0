use std::io;
use std::net::{TcpListener, TcpStream};
use std::os::fd::{IntoRawFd, OwnedFd, RawFd};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

/// Old report generators read a request on stdin and print the report on
/// stdout; this puts them on the network without touching them. Newer ones
/// look at REPORT_CTL for out-of-band progress.
struct Job {
    program: String,
    args: Vec<String>,
}

fn inheritable(fd: RawFd) -> io::Result<()> {
    match unsafe { libc::fcntl(fd, libc::F_SETFD, 0) } {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

impl Job {
    fn launch(&self, sock: TcpStream) -> io::Result<u32> {
        sock.set_read_timeout(Some(Duration::from_secs(30)))?;
        let output = OwnedFd::from(sock.try_clone()?);
        let ctl = sock.try_clone()?.into_raw_fd();
        let spawned = inheritable(ctl).and_then(|_| {
            Command::new(&self.program)
                .args(&self.args)
                .env("REPORT_CTL", ctl.to_string())
                .stdin(Stdio::from(OwnedFd::from(sock)))
                .stdout(Stdio::from(output))
                .spawn()
        });
        let mut child = match spawned {
            Ok(c) => c,
            Err(e) => {
                unsafe { libc::close(ctl) };
                return Err(e);
            }
        };
        let pid = child.id();
        thread::spawn(move || match child.wait() {
            Ok(st) => println!("report[{pid}] {st}"),
            Err(e) => eprintln!("report[{pid}] wait: {e}"),
        });
        Ok(pid)
    }
}

fn main() -> io::Result<()> {
    let mut argv = std::env::args().skip(1);
    let listen = argv.next().unwrap_or_else(|| "127.0.0.1:9300".into());
    let job = Job { program: argv.next().expect("program"), args: argv.collect() };
    let l = TcpListener::bind(listen)?;
    loop {
        match l.accept() {
            Ok((s, peer)) => match job.launch(s) {
                Ok(pid) => println!("report[{pid}] for {peer}"),
                Err(e) => eprintln!("{peer}: {e}"),
            },
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(200));
            }
        }
    }
}
