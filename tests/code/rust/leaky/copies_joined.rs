use tokio::io::{copy, split};
use tokio::net::TcpStream;

pub async fn relay(a: TcpStream, b: TcpStream) -> std::io::Result<()> {
    let (mut ar, mut aw) = split(a);
    let (mut br, mut bw) = split(b);
    tokio::try_join!( // expect: close-wait-leak
        copy(&mut ar, &mut bw),
        copy(&mut br, &mut aw),
    )?;
    Ok(())
}
