use std::cell::RefCell;
use std::net::TcpStream;
use std::rc::Rc;
pub struct Conn { sock: TcpStream, handlers: Vec<Box<dyn Fn(&[u8])>>, total: usize }
pub struct Stats { n: usize }
impl Conn {
    pub fn on_data(&mut self, f: Box<dyn Fn(&[u8])>) { self.handlers.push(f); }
    pub fn each(&mut self, f: Box<dyn Fn(&[u8])>) { f(b""); }
}
pub fn accept(sock: TcpStream, stats: &Rc<RefCell<Stats>>) -> Rc<RefCell<Conn>> {
    let c = Rc::new(RefCell::new(Conn { sock, handlers: vec![], total: 0 }));
    let st = Rc::clone(stats);
    c.borrow_mut().on_data(Box::new(move |b| { st.borrow_mut().n += b.len(); }));
    let me = c.clone();
    c.borrow_mut().each(Box::new(move |b| { me.borrow_mut().total += b.len(); }));
    c
}
