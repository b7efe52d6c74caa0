//! TCP <-> TCP bridge for the milling machines that only take one connection.
use std::sync::Arc;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use tokio::time::{sleep, timeout, Duration};

struct Machine {
    addr: String,
    turn: Mutex<()>,
}

fn keep_alive(s: &TcpStream) -> std::io::Result<()> {
    let ka = socket2::TcpKeepalive::new()
        .with_time(Duration::from_secs(45))
        .with_interval(Duration::from_secs(10));
    socket2::SockRef::from(s).set_tcp_keepalive(&ka)
}

async fn bridge(mut operator: TcpStream, m: Arc<Machine>) -> anyhow::Result<(u64, u64)> {
    operator.set_nodelay(true)?;
    keep_alive(&operator)?;
    // wait our turn, but not all day
    let _turn = timeout(Duration::from_secs(30), m.turn.lock()).await?;
    let mut tool = timeout(Duration::from_secs(5), TcpStream::connect(&m.addr)).await??;
    tool.set_nodelay(true)?;
    keep_alive(&tool)?;
    Ok(copy_bidirectional(&mut operator, &mut tool).await?)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    env_logger::init();
    let mut args = std::env::args().skip(1);
    let (Some(listen), Some(addr)) = (args.next(), args.next()) else {
        anyhow::bail!("usage: cnc-bridge LISTEN MACHINE");
    };
    let m = Arc::new(Machine { addr, turn: Mutex::new(()) });
    let l = TcpListener::bind(&listen).await?;
    log::info!("bridging {listen} -> {}", m.addr);
    loop {
        let (op, from) = match l.accept().await {
            Ok(v) => v,
            Err(e) => {
                log::error!("accept: {e}");
                sleep(Duration::from_millis(300)).await;
                continue;
            }
        };
        let m = m.clone();
        tokio::spawn(async move {
            match bridge(op, m).await {
                Ok((up, down)) => log::info!("{from}: {up} up, {down} down"),
                Err(e) => log::warn!("{from}: {e:#}"),
            }
        });
    }
}
