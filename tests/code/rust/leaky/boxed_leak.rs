use std::net::TcpStream;

pub fn global(stream: TcpStream) -> &'static mut TcpStream {
    Box::leak(Box::new(stream)) // expect: close-wait-leak
}
