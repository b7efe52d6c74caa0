use std::cell::RefCell;
use std::net::TcpStream;
use std::rc::Rc;

pub struct Conn { sock: TcpStream, handlers: Vec<Box<dyn Fn(&[u8])>>, total: usize }

impl Conn {
    pub fn on_data(&mut self, f: Box<dyn Fn(&[u8])>) { self.handlers.push(f); }
    pub fn set_filter(&mut self, f: impl Fn(&[u8]) + 'static) { self.handlers.insert(0, Box::new(f)); }
}

pub fn accept(sock: TcpStream) -> Rc<RefCell<Conn>> {
    let c = Rc::new(RefCell::new(Conn { sock, handlers: vec![], total: 0 }));
    let inner = Rc::clone(&c);
    c.borrow_mut().handlers.push(Box::new(move |b| { // expect: close-wait-leak
        inner.borrow_mut().total += b.len();
    }));
    c
}
