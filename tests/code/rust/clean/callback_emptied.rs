use std::cell::RefCell;
use std::net::TcpStream;
use std::rc::Rc;
use std::io::Read;

pub struct Peer {
    stream: TcpStream,
    on_data: Option<Box<dyn FnMut(&[u8])>>,
    hits: u32,
}

pub fn attach(stream: TcpStream) -> Rc<RefCell<Peer>> {
    let p = Rc::new(RefCell::new(Peer { stream, on_data: None, hits: 0 }));
    let me = p.clone();
    p.borrow_mut().on_data = Some(Box::new(move |b| me.borrow_mut().hits += b.len() as u32));
    p
}

pub fn pump(p: &Rc<RefCell<Peer>>) -> bool {
    let mut b = [0u8; 100];
    let r = p.borrow_mut().stream.read(&mut b);
    match r {
        Ok(n) if n > 0 => true,
        _ => {
            p.borrow_mut().on_data = None;
            false
        }
    }
}
