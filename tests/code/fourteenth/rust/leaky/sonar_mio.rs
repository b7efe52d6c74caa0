use mio::event::Event;
use mio::net::TcpStream;
use mio::{Interest, Registry, Token};
use std::collections::HashMap;
use std::io::{self, ErrorKind, Read};

pub struct Sonar {
    stream: TcpStream,
    ping: Vec<u8>,
}

/// Buoys send pings of 60 kB each; `Hub` puts them together.
#[derive(Default)]
pub struct Hub {
    buoys: HashMap<Token, Sonar>,
}

impl Hub {
    pub fn add(&mut self, reg: &Registry, tok: Token, mut stream: TcpStream) -> io::Result<()> {
        reg.register(&mut stream, tok, Interest::READABLE)?;
        self.buoys.insert(tok, Sonar { stream, ping: Vec::with_capacity(61440) });
        Ok(())
    }

    pub fn on_event(&mut self, ev: &Event, out: &mut dyn FnMut(Token, &[u8])) {
        let tok = ev.token();
        let Some(b) = self.buoys.get_mut(&tok) else { return };
        let mut chunk = [0u8; 8192];
        let gone = match b.stream.read(&mut chunk) {
            Ok(0) => true,
            Ok(n) => {
                b.ping.extend_from_slice(&chunk[..n]);
                while b.ping.len() >= 61440 {
                    out(tok, &b.ping[..61440]);
                    b.ping.drain(..61440);
                }
                false
            }
            Err(e) => e.kind() != ErrorKind::WouldBlock && e.kind() != ErrorKind::Interrupted,
        };
        if gone {
            println!("buoy {tok:?} out of range");
            self.buoys.remove(&tok);
        }
    }
}
