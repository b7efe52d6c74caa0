use std::net::SocketAddr;
use std::time::Duration;

use tokio::io;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

/// Bridges the old ticket printers to the new host. `bridge LISTEN TARGET`
async fn bridge(printer: TcpStream, target: SocketAddr) -> io::Result<(u64, u64)> {
    let host = timeout(Duration::from_secs(5), TcpStream::connect(target)).await??;
    printer.set_nodelay(true)?;
    host.set_nodelay(true)?;
    let (mut pr, mut pw) = io::split(printer);
    let (mut hr, mut hw) = io::split(host);
    let up = async { io::copy(&mut pr, &mut hw).await };
    let down = async { io::copy(&mut hr, &mut pw).await };
    tokio::try_join!(up, down)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let mut args = std::env::args().skip(1);
    let listen = args.next().expect("listen address");
    let target: SocketAddr = args.next().expect("target").parse().expect("target address");
    let l = TcpListener::bind(listen).await?;
    loop {
        let (printer, who) = match l.accept().await {
            Ok(x) => x,
            Err(e) => {
                eprintln!("accept: {e}");
                tokio::time::sleep(Duration::from_secs(1)).await;
                continue;
            }
        };
        tokio::spawn(async move {
            match bridge(printer, target).await {
                Ok((u, d)) => println!("{who}: {u} up, {d} down"),
                Err(e) => eprintln!("{who}: {e}"),
            }
        });
    }
}
