//! Pushes rendered frames of the control room wall to the panel computers.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

pub struct Frame {
    pub panel: u8,
    pub png: Vec<u8>,
}

struct Panel {
    stream: TcpStream,
    frames: u64,
}

impl Panel {
    fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nonblocking(true)?;
        stream.set_nodelay(true)?;
        Ok(Panel { stream, frames: 0 })
    }

    /// Length, then the picture.
    fn show(&mut self, png: &[u8]) -> io::Result<()> {
        let mut sink = [0u8; 64]; // panels have nothing to say but goodbye
        match self.stream.read(&mut sink) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(_) => {}
            Err(e) if e.kind() == ErrorKind::WouldBlock => {}
            Err(e) => return Err(e),
        }
        let mut msg = Vec::with_capacity(png.len() + 4);
        msg.extend_from_slice(&(png.len() as u32).to_be_bytes());
        msg.extend_from_slice(png);
        match self.stream.write(&msg) {
            Ok(_) => self.frames += 1,
            Err(e) if e.kind() == ErrorKind::WouldBlock => {} // panel's behind, skip this one
            Err(e) => return Err(e),
        }
        Ok(())
    }
}

pub fn run(door: TcpListener, frames: Receiver<Frame>, layout: &BTreeMap<SocketAddr, u8>) -> io::Result<()> {
    door.set_nonblocking(true)?;
    let mut wall: BTreeMap<u8, Panel> = BTreeMap::new();
    loop {
        match door.accept() {
            Ok((stream, from)) => match layout.iter().find(|(a, _)| a.ip() == from.ip()) {
                Some((_, &no)) => {
                    if let Some(old) = wall.insert(no, Panel::new(stream)?) {
                        let _ = old.stream.shutdown(Shutdown::Both);
                    }
                }
                None => eprintln!("{from} isn't in the layout"),
            },
            Err(e) if e.kind() == ErrorKind::WouldBlock => {}
            Err(e) => eprintln!("accept: {e}"),
        }
        match frames.recv_timeout(Duration::from_millis(40)) {
            Ok(f) => {
                let failed = match wall.get_mut(&f.panel) {
                    Some(p) => p.show(&f.png).is_err(),
                    None => false,
                };
                if failed {
                    if let Some(p) = wall.remove(&f.panel) {
                        eprintln!("panel {} lost after {} frames", f.panel, p.frames);
                    }
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
    }
}
