use std::io::{self, Write};
use std::net::TcpStream;

pub struct Fanout {
    subs: Vec<TcpStream>,
}

impl Fanout {
    pub fn new() -> Self {
        Fanout { subs: Vec::new() }
    }

    pub fn add(&mut self, s: TcpStream) -> io::Result<()> {
        s.set_nonblocking(true)?;
        s.set_nodelay(true)?;
        self.subs.push(s);
        Ok(())
    }

    pub fn publish(&mut self, topic: &str, payload: &[u8]) {
        let mut frame = Vec::with_capacity(topic.len() + payload.len() + 6);
        frame.extend_from_slice(&(topic.len() as u16).to_be_bytes());
        frame.extend_from_slice(topic.as_bytes());
        frame.extend_from_slice(&(payload.len() as u32).to_be_bytes());
        frame.extend_from_slice(payload);
        self.subs.retain_mut(|s| match s.write(&frame) {
            Ok(_) => true,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => true,
            Err(_) => false,
        });
    }

    pub fn len(&self) -> usize {
        self.subs.len()
    }
}
