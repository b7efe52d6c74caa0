use socket2::{Domain, Socket, Type};

pub fn listener(addr: &socket2::SockAddr) -> std::io::Result<Socket> {
    let s = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    s.bind(addr)?;
    s.listen(1024)?;
    Ok(s)
}
