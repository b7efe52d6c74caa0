use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{ErrorKind, Read};
use std::rc::{Rc, Weak};

use mio::net::TcpStream;
use mio::{Interest, Registry, Token};

/// Alarm panels. A session knows its building through a Weak only; the buildings keep the
/// sessions, and a session that is taken out of its building is closed.
pub struct Building {
    name: String,
    panels: RefCell<HashMap<Token, Panel>>,
}

pub struct Panel {
    stream: TcpStream,
    home: Weak<Building>,
    alarms: u32,
}

impl Panel {
    fn pump(&mut self) -> std::io::Result<bool> {
        let mut b = [0u8; 256];
        loop {
            match self.stream.read(&mut b) {
                Ok(0) => return Ok(false),
                Ok(n) => {
                    let new = b[..n].iter().filter(|c| **c == b'!').count() as u32;
                    self.alarms += new;
                    if new > 0 {
                        if let Some(h) = self.home.upgrade() {
                            log::warn!("{}: {} alarms", h.name, new);
                        }
                    }
                }
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(true),
                Err(e) if e.kind() == ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            }
        }
    }
}

impl Building {
    pub fn new(name: &str) -> Rc<Building> {
        Rc::new(Building { name: name.to_owned(), panels: RefCell::default() })
    }

    pub fn add(self: &Rc<Self>, reg: &Registry, token: Token, mut stream: TcpStream) -> std::io::Result<()> {
        reg.register(&mut stream, token, Interest::READABLE)?;
        let p = Panel { stream, home: Rc::downgrade(self), alarms: 0 };
        self.panels.borrow_mut().insert(token, p);
        Ok(())
    }

    pub fn ready(&self, reg: &Registry, token: Token) {
        let mut panels = self.panels.borrow_mut();
        let more = match panels.get_mut(&token).map(Panel::pump) {
            None => return,
            Some(Ok(more)) => more,
            Some(Err(e)) => {
                log::info!("{}: {e}", self.name);
                false
            }
        };
        if !more {
            if let Some(mut p) = panels.remove(&token) {
                let _ = reg.deregister(&mut p.stream);
                log::info!("{}: panel off after {} alarms", self.name, p.alarms);
            }
        }
    }
}
