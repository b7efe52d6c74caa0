use std::cell::RefCell;
use std::net::TcpStream;
use std::rc::{Rc, Weak};
use std::io::Read;

pub struct Peer {
    stream: TcpStream,
    on_close: Option<Box<dyn Fn()>>,
    hits: u32,
}

pub fn attach(stream: TcpStream) -> Rc<RefCell<Peer>> {
    let p = Rc::new(RefCell::new(Peer { stream, on_close: None, hits: 0 }));
    let me: Weak<RefCell<Peer>> = Rc::downgrade(&p);
    p.borrow_mut().on_close = Some(Box::new(move || {
        if let Some(me) = me.upgrade() {
            me.borrow_mut().hits += 1;
        }
    }));
    p
}

pub fn pump(p: &Rc<RefCell<Peer>>) -> bool {
    let mut b = [0u8; 100];
    let r = p.borrow_mut().stream.read(&mut b);
    matches!(r, Ok(n) if n > 0)
}
