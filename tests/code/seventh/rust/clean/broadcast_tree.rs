use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

type Board = Arc<Mutex<BTreeMap<SocketAddr, TcpStream>>>;

/// Takes the member off the board whichever way the reader ends.
struct Seat {
    who: SocketAddr,
    board: Board,
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Some(s) = self.board.lock().unwrap().remove(&self.who) {
            let _ = s.shutdown(Shutdown::Both);
        }
        eprintln!("[board] {} left", self.who);
    }
}

fn sit(who: SocketAddr, s: &TcpStream, board: &Board) -> io::Result<Seat> {
    s.set_write_timeout(Some(Duration::from_secs(1)))?;
    s.set_read_timeout(Some(Duration::from_secs(900)))?;
    s.set_nodelay(true)?;
    board.lock().unwrap().insert(who, s.try_clone()?);
    Ok(Seat { who, board: Arc::clone(board) })
}

fn member(who: SocketAddr, s: TcpStream, board: Board) -> io::Result<()> {
    let _seat = sit(who, &s, &board)?;
    for line in BufReader::new(s).lines() {
        let mut line = line?;
        if line == "/bye" {
            break;
        }
        line.push('\n');
        shout(&board, who, line.as_bytes());
    }
    Ok(())
}

fn shout(board: &Board, from: SocketAddr, msg: &[u8]) {
    let mut all = board.lock().unwrap();
    all.retain(|who, s| {
        if *who == from {
            return true;
        }
        match s.write_all(msg) {
            Ok(()) => true,
            Err(e) => {
                eprintln!("[board] {}: {}", who, e);
                let _ = s.shutdown(Shutdown::Both);
                false
            }
        }
    });
}

fn main() -> io::Result<()> {
    let board: Board = Default::default();
    let l = TcpListener::bind(("::", 6060))?;
    loop {
        match l.accept() {
            Ok((s, who)) => {
                let b = board.clone();
                let t = thread::Builder::new().name(who.to_string());
                // on failure the closure goes and takes the stream with it
                if let Err(e) = t.spawn(move || {
                    if let Err(e) = member(who, s, b) {
                        eprintln!("[board] {}: {}", who, e);
                    }
                }) {
                    eprintln!("[board] no thread: {}", e);
                }
            }
            Err(e) => {
                eprintln!("[board] accept: {}", e);
                thread::sleep(Duration::from_millis(300));
            }
        }
    }
}
