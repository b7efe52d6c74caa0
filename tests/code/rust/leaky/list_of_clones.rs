use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, RwLock};
use std::thread;

struct Line {
    s: TcpStream,
    room: u8,
}

pub struct Doors {
    lines: RwLock<Vec<Line>>,
}

impl Doors {
    fn door(&self, mut s: TcpStream) -> std::io::Result<()> {
        let mut room = [0u8];
        s.read_exact(&mut room)?;
        let line = Line { s: s.try_clone()?, room: room[0] };
        self.lines.write().unwrap().push(line); // expect: close-wait-leak
        let mut buf = [0u8; 64];
        while s.read(&mut buf)? > 0 {}
        Ok(())
    }

    pub fn open(&self, room: u8) {
        for l in self.lines.write().unwrap().iter_mut().filter(|l| l.room == room) {
            let _ = l.s.write_all(b"OPEN\n");
        }
    }

    pub fn shutdown(&self) {
        for l in self.lines.write().unwrap().drain(..) {
            let _ = l.s.shutdown(Shutdown::Both);
        }
    }
}

pub fn serve(doors: Arc<Doors>, l: TcpListener) {
    for s in l.incoming().flatten() {
        let doors = doors.clone();
        thread::spawn(move || doors.door(s));
    }
}
