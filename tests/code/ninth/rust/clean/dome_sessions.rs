use std::cell::RefCell;
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::rc::{Rc, Weak};
use std::time::{Duration, Instant};

struct Operator {
    stream: RefCell<TcpStream>,
    name: RefCell<String>,
    inbox: RefCell<Vec<u8>>,
    seen: RefCell<Instant>,
    commands: RefCell<Vec<Box<dyn Fn(&str) -> Option<String>>>>,
}

fn admit(stream: TcpStream) -> std::io::Result<Rc<Operator>> {
    stream.set_read_timeout(Some(Duration::from_millis(10)))?;
    stream.set_write_timeout(Some(Duration::from_secs(1)))?;
    stream.set_nodelay(true)?;
    let op = Rc::new(Operator {
        stream: RefCell::new(stream),
        name: RefCell::new("nobody".into()),
        inbox: RefCell::default(),
        seen: RefCell::new(Instant::now()),
        commands: RefCell::default(),
    });
    let me: Weak<Operator> = Rc::downgrade(&op);
    op.commands.borrow_mut().push(Box::new(move |line| {
        let name = line.strip_prefix("NAME ")?;
        *me.upgrade()?.name.borrow_mut() = name.to_string();
        Some(format!("HELLO {name}\n"))
    }));
    op.commands.borrow_mut().push(Box::new(|line| line.starts_with("AZ ").then(|| "TURNING\n".to_string())));
    Ok(op)
}

fn step(op: &Operator) -> std::io::Result<bool> {
    let mut buf = [0u8; 512];
    match op.stream.borrow_mut().read(&mut buf) {
        Ok(0) => return Ok(false),
        Ok(n) => {
            *op.seen.borrow_mut() = Instant::now();
            op.inbox.borrow_mut().extend_from_slice(&buf[..n]);
        }
        Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
        Err(e) => return Err(e),
    }
    let mut inbox = op.inbox.borrow_mut();
    while let Some(at) = inbox.iter().position(|&b| b == b'\n') {
        let line: Vec<u8> = inbox.drain(..=at).collect();
        let line = String::from_utf8_lossy(&line);
        let reply = op.commands.borrow().iter().find_map(|c| c(line.trim()));
        op.stream.borrow_mut().write_all(reply.as_deref().unwrap_or("?\n").as_bytes())?;
    }
    Ok(op.seen.borrow().elapsed() < Duration::from_secs(1800))
}

/// Serves the operators (five at most) from this one thread.
pub fn run(listener: TcpListener) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let mut ops: Vec<Rc<Operator>> = Vec::new();
    loop {
        loop {
            match listener.accept() {
                Ok((s, _)) => match admit(s) {
                    Ok(op) => ops.push(op),
                    Err(e) => eprintln!("admit: {e}"),
                },
                Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                Err(e) => return Err(e),
            }
        }
        ops.retain(|op| match step(op) {
            Ok(stays) => stays,
            Err(e) => {
                eprintln!("{}: {e}", op.name.borrow());
                false
            }
        });
        std::thread::sleep(Duration::from_millis(10));
    }
}
