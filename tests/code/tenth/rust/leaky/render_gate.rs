use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

const MAX_JOBS: usize = 6;
const MAX_SCENE: u64 = 64 << 20;

struct Slot(Arc<AtomicUsize>);

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

fn slot(n: &Arc<AtomicUsize>) -> Option<Slot> {
    n.fetch_update(Ordering::AcqRel, Ordering::Acquire, |v| (v < MAX_JOBS).then_some(v + 1))
        .ok()
        .map(|_| Slot(n.clone()))
}

fn render(mut s: TcpStream, _slot: Slot) -> io::Result<()> {
    s.set_read_timeout(Some(Duration::from_secs(60)))?;
    s.set_write_timeout(Some(Duration::from_secs(60)))?;
    let mut len = [0u8; 8];
    s.read_exact(&mut len)?;
    let len = u64::from_le_bytes(len).min(MAX_SCENE);
    let mut scene = Vec::new();
    (&mut s).take(len).read_to_end(&mut scene)?;
    let png = farm::draw(&scene);
    s.write_all(&(png.len() as u64).to_le_bytes())?;
    s.write_all(&png)?;
    s.shutdown(Shutdown::Write)?;
    let _ = io::copy(&mut (&s).take(1 << 20), &mut io::sink());
    Ok(())
}

fn refuse(mut s: TcpStream) -> io::Result<()> {
    s.set_write_timeout(Some(Duration::from_secs(1)))?;
    s.write_all(b"BUSY try another node\n")?;
    s.shutdown(Shutdown::Both)
}

fn main() -> io::Result<()> {
    let running = Arc::new(AtomicUsize::new(0));
    let l = TcpListener::bind("0.0.0.0:8189")?;
    for s in l.incoming() {
        let Ok(s) = s else {
            thread::sleep(Duration::from_millis(100));
            continue;
        };
        match slot(&running) {
            Some(k) => {
                thread::spawn(move || {
                    if let Err(e) = render(s, k) {
                        eprintln!("render: {e}");
                    }
                });
            }
            None => {
                let _ = refuse(s);
            }
        }
    }
    Ok(())
}

mod farm {
    pub fn draw(scene: &[u8]) -> Vec<u8> {
        scene.iter().rev().copied().collect()
    }
}
