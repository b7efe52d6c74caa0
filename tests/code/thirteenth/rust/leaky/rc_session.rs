use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{ErrorKind, Read};
use std::rc::Rc;

use mio::net::TcpStream;
use mio::{Interest, Registry, Token};

type Callback = Box<dyn FnMut(&[u8])>;

/// One connection of a lottery terminal. `Loop::remove` lets the last Rc go at the end,
/// which closes the stream.
pub struct Session {
    stream: TcpStream,
    on_data: Option<Callback>,
    tickets: u32,
}

pub struct Loop {
    sessions: HashMap<Token, Rc<RefCell<Session>>>,
    next: usize,
}

impl Loop {
    pub fn add(&mut self, reg: &Registry, mut stream: TcpStream) -> std::io::Result<()> {
        let token = Token(self.next);
        self.next += 1;
        reg.register(&mut stream, token, Interest::READABLE)?;
        let s = Rc::new(RefCell::new(Session { stream, on_data: None, tickets: 0 }));
        let me = Rc::clone(&s);
        s.borrow_mut().on_data = Some(Box::new(move |b: &[u8]| {
            let n = b.iter().filter(|&&c| c == b'T').count() as u32;
            me.borrow_mut().tickets += n;
        }));
        self.sessions.insert(token, s);
        Ok(())
    }

    pub fn readable(&mut self, token: Token) {
        let Some(s) = self.sessions.get(&token).cloned() else { return };
        let mut buf = [0u8; 1024];
        loop {
            let r = s.borrow_mut().stream.read(&mut buf);
            match r {
                Ok(0) => return self.remove(token),
                Ok(n) => {
                    let cb = s.borrow_mut().on_data.take();
                    if let Some(mut cb) = cb {
                        cb(&buf[..n]);
                        s.borrow_mut().on_data = Some(cb);
                    }
                }
                Err(e) if e.kind() == ErrorKind::WouldBlock => return,
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => {
                    log::warn!("terminal {}: {e}", token.0);
                    return self.remove(token);
                }
            }
        }
    }

    fn remove(&mut self, token: Token) {
        if let Some(s) = self.sessions.remove(&token) {
            log::info!("terminal {} off, {} tickets", token.0, s.borrow().tickets);
        }
    }
}
