use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

// Departure boards. Each gets the complete timetable every two seconds.

struct Board {
    conn: TcpStream,
    name: String,
}

fn timetable() -> Vec<u8> {
    let mut v = Vec::new();
    for row in departures::next(200) {
        v.extend_from_slice(format!("{:>5} {:<24} {:>3}\n", row.time, row.dest, row.platform).as_bytes());
    }
    v.extend_from_slice(b".\n");
    v
}

fn hung_up(b: &mut Board) -> bool {
    let mut t = [0u8; 32];
    match b.conn.read(&mut t) {
        Ok(0) => true,
        Ok(_) => false,
        Err(e) => !matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted),
    }
}

fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("0.0.0.0:4114")?;
    listener.set_nonblocking(true)?;
    let mut boards: Vec<Board> = Vec::new();
    loop {
        while let Ok((conn, addr)) = listener.accept() {
            if conn.set_nonblocking(true).is_ok() {
                boards.push(Board { conn, name: addr.to_string() });
            }
        }
        let page = timetable();
        for b in boards.iter_mut() {
            let _ = b.conn.write(&page);
        }
        boards.retain_mut(|b| {
            let gone = hung_up(b);
            if gone {
                println!("board {} off", b.name);
            }
            !gone
        });
        std::thread::sleep(Duration::from_secs(2));
    }
}

mod departures {
    pub struct Row {
        pub time: String,
        pub dest: String,
        pub platform: u8,
    }
    pub fn next(_n: usize) -> Vec<Row> {
        Vec::new() // filled from the operations database
    }
}
