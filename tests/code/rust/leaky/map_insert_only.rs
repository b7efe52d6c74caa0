use std::collections::HashMap;
use std::net::{SocketAddr, TcpListener, TcpStream};

pub struct Hub {
    peers: HashMap<SocketAddr, TcpStream>,
}

impl Hub {
    pub fn accept(&mut self, listener: &TcpListener) -> std::io::Result<()> {
        let (stream, addr) = listener.accept()?;
        self.peers.insert(addr, stream); // expect: close-wait-leak
        Ok(())
    }
}
