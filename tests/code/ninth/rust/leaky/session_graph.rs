use std::cell::RefCell;
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::rc::Rc;
use std::time::Duration;

type OnCommand = Box<dyn Fn(&str) -> String>;

struct Session {
    stream: RefCell<TcpStream>,
    name: RefCell<String>,
    inbox: RefCell<Vec<u8>>,
    on_command: RefCell<Option<OnCommand>>,
}

/// Telescope dome control; a handful of operators, all served from the main loop.
pub struct Dome {
    listener: TcpListener,
    sessions: Vec<Rc<Session>>,
}

impl Dome {
    pub fn new(addr: &str) -> std::io::Result<Dome> {
        let listener = TcpListener::bind(addr)?;
        listener.set_nonblocking(true)?;
        Ok(Dome { listener, sessions: Vec::new() })
    }

    fn admit(&mut self) -> std::io::Result<()> {
        let (stream, from) = match self.listener.accept() {
            Ok(x) => x,
            Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(e) => return Err(e),
        };
        stream.set_read_timeout(Some(Duration::from_millis(20)))?;
        stream.set_write_timeout(Some(Duration::from_secs(1)))?;
        stream.set_nodelay(true)?;
        let s = Rc::new(Session {
            stream: RefCell::new(stream),
            name: RefCell::new(from.to_string()),
            inbox: RefCell::default(),
            on_command: RefCell::new(None),
        });
        let me = Rc::clone(&s);
        *s.on_command.borrow_mut() = Some(Box::new(move |cmd| match cmd.split_once(' ') {
            Some(("NAME", n)) => {
                *me.name.borrow_mut() = n.to_string();
                format!("HELLO {n}\n")
            }
            _ => format!("? {cmd} from {}\n", me.name.borrow()),
        }));
        self.sessions.push(s);
        Ok(())
    }

    fn serve(s: &Session) -> std::io::Result<bool> {
        let mut buf = [0u8; 512];
        match s.stream.borrow_mut().read(&mut buf) {
            Ok(0) => return Ok(false),
            Ok(n) => s.inbox.borrow_mut().extend_from_slice(&buf[..n]),
            Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => return Ok(true),
            Err(e) => return Err(e),
        }
        let mut inbox = s.inbox.borrow_mut();
        while let Some(at) = inbox.iter().position(|b| *b == b'\n') {
            let line: Vec<u8> = inbox.drain(..=at).collect();
            if let Some(f) = s.on_command.borrow().as_ref() {
                let reply = f(String::from_utf8_lossy(&line).trim());
                s.stream.borrow_mut().write_all(reply.as_bytes())?;
            }
        }
        Ok(inbox.len() < 4096)
    }

    pub fn turn(&mut self) -> std::io::Result<()> {
        self.admit()?;
        self.sessions.retain(|s| Dome::serve(s).unwrap_or(false));
        std::thread::sleep(Duration::from_millis(5));
        Ok(())
    }
}
