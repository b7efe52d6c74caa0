use mio::net::TcpStream;
use mio::{event::Event, Interest, Registry, Token};
use std::collections::{HashMap, VecDeque};
use std::io::{self, ErrorKind, Read, Write};

struct Panel {
    stream: TcpStream,
    out: VecDeque<u8>,
}

/// LED panels of the arena. Runs on one mio thread.
pub struct Wall {
    panels: HashMap<Token, Panel>,
    max_backlog: usize,
}

fn again(e: &io::Error) -> bool {
    e.kind() == ErrorKind::WouldBlock
}

impl Panel {
    fn flush(&mut self) -> io::Result<()> {
        while !self.out.is_empty() {
            match self.stream.write(self.out.as_slices().0) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(n) => {
                    self.out.drain(..n);
                }
                Err(e) if again(&e) => return Ok(()),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }

    /// Panels only send heartbeats; reads until there's nothing left.
    fn drain(&mut self) -> io::Result<()> {
        let mut b = [0u8; 512];
        loop {
            match self.stream.read(&mut b) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(_) => {}
                Err(e) if again(&e) => return Ok(()),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }
}

impl Wall {
    pub fn new(max_backlog: usize) -> Self {
        Wall { panels: HashMap::new(), max_backlog }
    }

    pub fn add(&mut self, reg: &Registry, tok: Token, mut stream: TcpStream) -> io::Result<()> {
        reg.register(&mut stream, tok, Interest::READABLE | Interest::WRITABLE)?;
        self.panels.insert(tok, Panel { stream, out: VecDeque::new() });
        Ok(())
    }

    pub fn on_event(&mut self, reg: &Registry, ev: &Event) {
        let tok = ev.token();
        let Some(p) = self.panels.get_mut(&tok) else { return };
        let mut r = Ok(());
        if ev.is_readable() || ev.is_read_closed() || ev.is_error() {
            r = p.drain();
        }
        if r.is_ok() && ev.is_writable() {
            r = p.flush();
        }
        if let Err(e) = r {
            eprintln!("panel {tok:?}: {e}");
            self.remove(reg, tok);
        }
    }

    fn remove(&mut self, reg: &Registry, tok: Token) {
        if let Some(mut p) = self.panels.remove(&tok) {
            let _ = reg.deregister(&mut p.stream);
        }
    }

    pub fn show(&mut self, reg: &Registry, picture: &[u8]) {
        let mut bad = Vec::new();
        for (tok, p) in &mut self.panels {
            p.out.extend(picture);
            if p.flush().is_err() || p.out.len() > self.max_backlog {
                bad.push(*tok);
            }
        }
        bad.into_iter().for_each(|t| self.remove(reg, t));
    }
}
