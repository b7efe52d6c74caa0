use socket2::{Domain, Socket, Type};

fn listen() -> std::io::Result<Socket> {
    let s = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    s.bind(&"0.0.0.0:80".parse::<std::net::SocketAddr>().unwrap().into())?;
    s.listen(2)?; // expect: accept-queue-overflow
    Ok(s)
}
