use mio::net::TcpStream;
use mio::{Registry, Token};
use std::collections::HashMap;
use std::io::{self, ErrorKind, Read};

pub struct Meter {
    sock: TcpStream,
    sum: u64,
}

pub struct Meters {
    by_token: HashMap<Token, Meter>,
}

impl Meters {
    pub fn readable(&mut self, reg: &Registry, t: Token) -> io::Result<()> {
        let Some(m) = self.by_token.get_mut(&t) else { return Ok(()) };
        let mut buf = [0u8; 256];
        loop {
            match m.sock.read(&mut buf) {
                Ok(0) => {
                    println!("meter {} has ended: {}", t.0, m.sum);
                    reg.deregister(&mut m.sock)?; // expect: close-wait-leak
                    return Ok(());
                }
                Ok(n) => m.sum += n as u64,
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(e) => {
                    self.by_token.remove(&t);
                    return Err(e);
                }
            }
        }
    }
}
