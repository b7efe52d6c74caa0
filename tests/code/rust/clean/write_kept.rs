use std::io::{self, Write};
use std::net::TcpStream;

pub struct Client {
    stream: TcpStream,
    rest: Vec<u8>,
}

impl Client {
    pub fn start(&self) -> io::Result<()> {
        self.stream.set_nonblocking(true)
    }

    pub fn push(&mut self) -> io::Result<()> {
        while !self.rest.is_empty() {
            match self.stream.write(&self.rest) {
                Ok(n) => drop(self.rest.drain(..n)),
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }

    // one byte, and another is there already when it is refused
    pub fn wake(&mut self) {
        let _ = self.stream.write(&[1]);
    }
}
