//! Support for the integration tests: an upstream that answers what the test scripted.
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

pub struct FakeUpstream {
    pub addr: SocketAddr,
    stop: Arc<AtomicBool>,
    join: Option<JoinHandle<usize>>,
}

fn answer(s: TcpStream, script: &[(&str, &str)]) -> std::io::Result<()> {
    s.set_nodelay(true)?;
    s.set_read_timeout(Some(Duration::from_secs(2)))?;
    let mut r = BufReader::new(&s);
    let mut line = String::new();
    while r.read_line(&mut line)? > 0 {
        let reply = script.iter().find(|(q, _)| *q == line.trim_end()).map(|(_, a)| *a).unwrap_or("ERR");
        (&s).write_all(format!("{reply}\n").as_bytes())?;
        line.clear();
    }
    s.shutdown(Shutdown::Write)
}

impl FakeUpstream {
    pub fn start(script: &'static [(&'static str, &'static str)]) -> FakeUpstream {
        let l = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = l.local_addr().unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let flag = stop.clone();
        let join = std::thread::spawn(move || {
            let mut served = 0;
            while let Ok((s, _)) = l.accept() {
                if flag.load(Ordering::SeqCst) {
                    break;
                }
                served += 1;
                std::thread::spawn(move || answer(s, script));
            }
            served
        });
        FakeUpstream { addr, stop, join: Some(join) }
    }
}

impl Drop for FakeUpstream {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // wakes the accepting thread up
        let _ = TcpStream::connect(self.addr);
        if let Some(j) = self.join.take() {
            j.join().ok();
        }
    }
}
