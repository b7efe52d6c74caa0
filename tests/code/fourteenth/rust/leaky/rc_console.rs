use std::cell::RefCell;
use std::io::{self, Read};
use std::net::TcpStream;
use std::rc::Rc;

pub struct Console {
    stream: TcpStream,
    pending: Vec<u8>,
    on_close: Option<Box<dyn Fn(&str)>>,
}

type Shared = Rc<RefCell<Console>>;

pub fn open(stream: TcpStream, title: String) -> io::Result<Shared> {
    stream.set_nonblocking(true)?;
    let con = Rc::new(RefCell::new(Console { stream, pending: Vec::new(), on_close: None }));
    let me = con.clone();
    con.borrow_mut().on_close = Some(Box::new(move |why| {
        let left = me.try_borrow().map(|c| c.pending.len()).unwrap_or(0);
        println!("{title}: {why}, {left} bytes not shown");
    }));
    Ok(con)
}

/// Called by the UI loop each frame; `false` means the console is finished and
/// is to be taken out of the list.
pub fn pump(con: &Shared, show: &mut dyn FnMut(&str)) -> bool {
    let mut buf = [0u8; 1024];
    let r = con.borrow_mut().stream.read(&mut buf);
    let why = match r {
        Ok(0) => "closed by host".to_string(),
        Ok(n) => {
            let mut c = con.borrow_mut();
            c.pending.extend_from_slice(&buf[..n]);
            while let Some(i) = c.pending.iter().position(|b| *b == b'\n') {
                let line: Vec<u8> = c.pending.drain(..=i).collect();
                show(String::from_utf8_lossy(&line).trim_end());
            }
            return true;
        }
        Err(e) if e.kind() == io::ErrorKind::WouldBlock => return true,
        Err(e) => e.to_string(),
    };
    if let Some(f) = con.borrow().on_close.as_ref() {
        f(&why);
    }
    false
}

pub fn pump_all(list: &mut Vec<Shared>, show: &mut dyn FnMut(&str)) {
    list.retain(|c| pump(c, show));
}
