use std::cell::RefCell;
use std::io::{self, Read};
use std::net::TcpStream;
use std::rc::{Rc, Weak};

type Notify = Box<dyn Fn(&str)>;

pub struct Tail {
    stream: TcpStream,
    lines: Vec<String>,
    rest: Vec<u8>,
    changed: Option<Notify>,
}

pub type TailRef = Rc<RefCell<Tail>>;

/// Log tail window. The notifier knows the tail only weakly.
pub fn open(stream: TcpStream, redraw: impl Fn(usize) + 'static) -> io::Result<TailRef> {
    stream.set_nonblocking(true)?;
    let t = Rc::new(RefCell::new(Tail { stream, lines: vec![], rest: vec![], changed: None }));
    let weak: Weak<RefCell<Tail>> = Rc::downgrade(&t);
    t.borrow_mut().changed = Some(Box::new(move |_| {
        if let Some(t) = weak.upgrade() {
            let n = t.try_borrow().map(|t| t.lines.len()).unwrap_or(0);
            redraw(n);
        }
    }));
    Ok(t)
}

/// false: host has closed or failed
pub fn poll(t: &TailRef) -> bool {
    let mut chunk = [0u8; 4096];
    let n = {
        let r = t.borrow_mut().stream.read(&mut chunk);
        match r {
            Ok(0) => return false,
            Ok(n) => n,
            Err(e) => {
                return matches!(e.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted)
            }
        }
    };
    {
        let mut tail = t.borrow_mut();
        tail.rest.extend_from_slice(&chunk[..n]);
        while let Some(i) = tail.rest.iter().position(|&b| b == b'\n') {
            let l: Vec<u8> = tail.rest.drain(..=i).collect();
            tail.lines.push(String::from_utf8_lossy(&l[..i]).into_owned());
        }
        let over = tail.lines.len().saturating_sub(5000);
        tail.lines.drain(..over);
    }
    if let Some(f) = &t.borrow().changed {
        f("data");
    }
    true
}

pub fn frame(open: &mut Vec<TailRef>) {
    open.retain(poll);
}
