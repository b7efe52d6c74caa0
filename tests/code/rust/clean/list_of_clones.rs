use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, RwLock};
use std::thread;

struct Line {
    s: TcpStream,
    room: u8,
    id: u64,
}

pub struct Doors {
    lines: RwLock<Vec<Line>>,
}

impl Doors {
    fn door(&self, id: u64, mut s: TcpStream) -> std::io::Result<()> {
        let mut room = [0u8];
        s.read_exact(&mut room)?;
        let line = Line { s: s.try_clone()?, room: room[0], id };
        self.lines.write().unwrap().push(line);
        let mut buf = [0u8; 64];
        while matches!(s.read(&mut buf), Ok(n) if n > 0) {}
        let mut all = self.lines.write().unwrap();
        all.retain(|l| l.id != id);
        Ok(())
    }

    pub fn open(&self, room: u8) {
        for l in self.lines.write().unwrap().iter_mut().filter(|l| l.room == room) {
            let _ = l.s.write_all(b"OPEN\n");
        }
    }
}

pub fn serve(doors: Arc<Doors>, l: TcpListener) {
    let mut id = 0;
    for s in l.incoming().flatten() {
        let doors = doors.clone();
        id += 1;
        thread::spawn(move || doors.door(id, s));
    }
}
