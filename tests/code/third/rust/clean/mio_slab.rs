pub struct Gate {
    poll: mio::Poll,
    listener: mio::net::TcpListener,
    conns: slab::Slab<Conn>,
}

struct Conn {
    stream: mio::net::TcpStream,
    out: Vec<u8>,
    eof: bool,
}

enum Fate { Keep, Drop }

impl Conn {
    fn flush(&mut self) -> io::Result<()> {
        while !self.out.is_empty() {
            match self.stream.write(&self.out) {
                Ok(n) => { self.out.drain(..n); }
                Err(e) if e.kind() == WouldBlock => break,
                Err(e) if e.kind() == Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }

    fn step(&mut self) -> io::Result<Fate> {
        let mut buf = [0u8; 8192];
        loop {
            match self.stream.read(&mut buf) {
                Ok(0) => {
                    self.eof = true;
                    break;
                }
                Ok(n) => self.out.extend(buf[..n].iter().map(u8::to_ascii_uppercase)),
                Err(e) if e.kind() == WouldBlock => break,
                Err(e) if e.kind() == Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        self.flush()?;
        Ok(if self.eof && self.out.is_empty() { Fate::Drop } else { Fate::Keep })
    }
}

impl Gate {
    fn on_conn(&mut self, key: usize) {
        let fate = match self.conns.get_mut(key) {
            Some(c) => c.step().unwrap_or(Fate::Drop),
            None => return,
        };
        if let Fate::Drop = fate {
            let mut c = self.conns.remove(key);
            let _ = self.poll.registry().deregister(&mut c.stream);
        }
    }

    fn on_listener(&mut self) -> io::Result<()> {
        loop {
            match self.listener.accept() {
                Ok((mut stream, _)) => {
                    let e = self.conns.vacant_entry();
                    let token = mio::Token(e.key() + 1);
                    self.poll.registry().register(&mut stream, token, READABLE | WRITABLE)?;
                    e.insert(Conn { stream, out: Vec::new(), eof: false });
                }
                Err(e) if e.kind() == WouldBlock => return Ok(()),
                Err(e) => return Err(e),
            }
        }
    }
}
