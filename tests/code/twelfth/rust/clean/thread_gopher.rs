use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

fn locate(root: &Path, selector: &str) -> Option<PathBuf> {
    let rel = Path::new(selector.trim_start_matches('/'));
    if rel.components().any(|c| !matches!(c, Component::Normal(_))) {
        return None;
    }
    Some(root.join(rel))
}

fn gopher(stream: TcpStream, root: &Path) -> io::Result<u64> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    stream.set_write_timeout(Some(Duration::from_secs(30)))?;
    let mut selector = String::new();
    BufReader::new(&stream).take(1024).read_line(&mut selector)?;

    let mut out = BufWriter::with_capacity(32 * 1024, &stream);
    let sent = match locate(root, selector.trim_end()).map(File::open) {
        Some(Ok(mut f)) => io::copy(&mut f, &mut out)?,
        _ => {
            out.write_all(b"3not here\t\terror.host\t1\r\n.\r\n")?;
            0
        }
    };
    out.flush()?;
    stream.shutdown(Shutdown::Write)?;
    Ok(sent)
}

struct Slot(Arc<AtomicUsize>);
impl Drop for Slot {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn main() -> io::Result<()> {
    let root = Arc::new(PathBuf::from("/srv/gopher"));
    let busy = Arc::new(AtomicUsize::new(0));
    let listener = TcpListener::bind("[::]:70")?;
    for conn in listener.incoming() {
        let stream = match conn {
            Ok(s) => s,
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(100));
                continue;
            }
        };
        if busy.fetch_add(1, Ordering::SeqCst) >= 64 {
            busy.fetch_sub(1, Ordering::SeqCst);
            continue; // dropped, the client may come again
        }
        let slot = Slot(busy.clone());
        let root = root.clone();
        let spawned = thread::Builder::new().spawn(move || {
            let _slot = slot;
            if let Err(e) = gopher(stream, &root) {
                eprintln!("gopher: {e}");
            }
        });
        if let Err(e) = spawned {
            eprintln!("spawn: {e}");
        }
    }
    Ok(())
}
