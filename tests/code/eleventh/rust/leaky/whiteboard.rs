use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

type Boards = Arc<Mutex<HashMap<u64, TcpStream>>>;

/// Shared whiteboard for the planning rooms: every stroke goes to all the others.
fn spread(boards: &Boards, from: u64, stroke: &str) {
    let mut all = boards.lock().unwrap();
    for (id, out) in all.iter_mut() {
        if *id == from {
            continue;
        }
        if let Err(e) = out.write_all(stroke.as_bytes()) {
            eprintln!("board {id}: {e}");
            let _ = out.shutdown(std::net::Shutdown::Both);
        }
    }
}

fn board_thread(id: u64, stream: TcpStream, boards: Boards) {
    let mut lines = BufReader::new(stream);
    let mut stroke = String::new();
    loop {
        stroke.clear();
        match lines.read_line(&mut stroke) {
            Ok(0) => {
                println!("board {id} went away");
                return;
            }
            Ok(_) => spread(&boards, id, &stroke),
            Err(e) => {
                println!("board {id}: {e}");
                boards.lock().unwrap().remove(&id);
                return;
            }
        }
    }
}

fn main() -> std::io::Result<()> {
    let boards: Boards = Default::default();
    let listener = TcpListener::bind("0.0.0.0:7400")?;
    let mut next_id = 0u64;
    for incoming in listener.incoming() {
        let stream = match incoming {
            Ok(s) => s,
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(200));
                continue;
            }
        };
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(3600)))?;
        stream.set_write_timeout(Some(Duration::from_secs(2)))?;
        next_id += 1;
        let id = next_id;
        boards.lock().unwrap().insert(id, stream.try_clone()?);
        let b = Arc::clone(&boards);
        thread::spawn(move || board_thread(id, stream, b));
    }
    Ok(())
}
