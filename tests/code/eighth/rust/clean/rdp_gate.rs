// Jump host gate: lets RDP through for the hosts of the allow list, one thread per direction.
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

static OPEN: AtomicUsize = AtomicUsize::new(0);
const MOST: usize = 120;
const QUIET: Duration = Duration::from_secs(1800);

struct Count;
impl Count {
    fn up() -> Count { OPEN.fetch_add(1, Ordering::SeqCst); Count }
}
impl Drop for Count {
    fn drop(&mut self) { OPEN.fetch_sub(1, Ordering::SeqCst); }
}

fn pump(mut from: TcpStream, mut to: TcpStream) -> io::Result<u64> {
    let mut buf = vec![0u8; 32 * 1024];
    let mut total = 0;
    let end = loop {
        match from.read(&mut buf) {
            Ok(0) => break Ok(total),
            Ok(n) => {
                if let Err(e) = to.write_all(&buf[..n]) { break Err(e) }
                total += n as u64;
            }
            Err(e) if e.kind() == ErrorKind::Interrupted => continue,
            Err(e) => break Err(e),
        }
    };
    match end {
        // the other direction goes on until its own end
        Ok(_) => { let _ = to.shutdown(Shutdown::Write); }
        Err(_) => {
            let _ = to.shutdown(Shutdown::Both);
            let _ = from.shutdown(Shutdown::Both);
        }
    }
    end
}

fn session(user: TcpStream, host: SocketAddr) -> io::Result<()> {
    let desk = TcpStream::connect_timeout(&host, Duration::from_secs(6))?;
    for s in [&user, &desk] {
        s.set_nodelay(true)?;
        s.set_read_timeout(Some(QUIET))?;
        s.set_write_timeout(Some(Duration::from_secs(60)))?;
    }
    let (user2, desk2) = (user.try_clone()?, desk.try_clone()?);
    let up = thread::Builder::new().name("up".into()).spawn(move || pump(user2, desk2))?;
    let down = pump(desk, user);
    let up = up.join().unwrap_or_else(|_| Err(ErrorKind::Other.into()));
    println!("{host}: up {up:?} down {down:?}, {} open", OPEN.load(Ordering::SeqCst));
    Ok(())
}

pub fn run(listener: TcpListener, route: Arc<dyn Fn(SocketAddr) -> Option<SocketAddr> + Send + Sync>) {
    loop {
        while OPEN.load(Ordering::SeqCst) >= MOST {
            thread::sleep(Duration::from_millis(20)); // the next ones wait in the backlog meanwhile
        }
        let user = match listener.accept() {
            Ok((s, _)) => s,
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(100));
                continue;
            }
        };
        let count = Count::up();
        let route = route.clone();
        let spawned = thread::Builder::new().spawn(move || {
            let _count = count;
            let host = user.peer_addr().ok().and_then(|a| route(a));
            match host {
                Some(h) => if let Err(e) = session(user, h) { eprintln!("{h}: {e}") },
                None => eprintln!("no route"), // user is dropped at the end of the closure
            }
        });
        if let Err(e) = spawned { eprintln!("no thread: {e}") }
    }
}
