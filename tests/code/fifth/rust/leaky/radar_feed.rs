use std::io::{self, ErrorKind, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

/// Radar sweeps (30 kB each, length in front) to the displays in the tower.
pub struct Feed {
    listener: TcpListener,
    displays: Vec<Display>,
}

struct Display {
    sock: TcpStream,
    sweeps: u64,
}

impl Feed {
    pub fn new(listener: TcpListener) -> io::Result<Feed> {
        listener.set_nonblocking(true)?;
        Ok(Feed { listener, displays: Vec::new() })
    }

    fn newcomers(&mut self) {
        loop {
            match self.listener.accept() {
                Ok((s, who)) => {
                    if s.set_nonblocking(true).and_then(|_| s.set_nodelay(true)).is_ok() {
                        println!("display {who}");
                        self.displays.push(Display { sock: s, sweeps: 0 });
                    }
                }
                Err(e) => {
                    if e.kind() != ErrorKind::WouldBlock {
                        eprintln!("accept: {e}");
                    }
                    return;
                }
            }
        }
    }

    fn spread(&mut self, sweep: &[u8]) {
        let mut frame = Vec::with_capacity(sweep.len() + 4);
        frame.extend_from_slice(&(sweep.len() as u32).to_be_bytes());
        frame.extend_from_slice(sweep);
        self.displays.retain_mut(|d| match d.sock.write(&frame) {
            Ok(_) => {
                d.sweeps += 1;
                true
            }
            Err(e) if e.kind() == ErrorKind::WouldBlock => true,
            Err(e) => {
                println!("display off after {} sweeps: {e}", d.sweeps);
                false
            }
        });
    }

    pub fn run(&mut self, mut radar: impl FnMut() -> Vec<u8>) -> ! {
        let beat = Duration::from_millis(500);
        loop {
            let t0 = Instant::now();
            self.newcomers();
            let sweep = radar();
            self.spread(&sweep);
            if let Some(rest) = beat.checked_sub(t0.elapsed()) {
                std::thread::sleep(rest);
            }
        }
    }
}
