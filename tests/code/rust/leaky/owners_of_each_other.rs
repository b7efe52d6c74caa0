use std::sync::{Arc, Mutex};
use std::net::TcpStream;

pub struct Link { sock: TcpStream, codec: Option<Arc<Mutex<Codec>>> }
pub struct Codec { link: Option<Arc<Mutex<Link>>>, seen: u64 }

pub fn wire(sock: TcpStream) -> Arc<Mutex<Link>> {
    let link = Arc::new(Mutex::new(Link { sock, codec: None }));
    let codec = Arc::new(Mutex::new(Codec { link: None, seen: 0 }));
    codec.lock().unwrap().link = Some(link.clone());
    link.lock().unwrap().codec = Some(Arc::clone(&codec)); // expect: close-wait-leak
    link
}
