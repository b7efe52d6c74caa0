use std::collections::HashMap;
use std::net::{SocketAddr, TcpStream};

pub struct Hub {
    peers: HashMap<SocketAddr, TcpStream>,
}

impl Hub {
    pub fn add(&mut self, addr: SocketAddr, stream: TcpStream) {
        self.peers.insert(addr, stream);
    }

    pub fn gone(&mut self, addr: &SocketAddr) {
        self.peers.remove(addr);
    }
}
