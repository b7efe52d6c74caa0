use socket2::{SockRef, TcpKeepalive};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Hands the daily PDF to the print shop. They connect, send the job number
/// (4 bytes) and read until we close.
struct ReportDesk {
    dir: std::path::PathBuf,
}

impl ReportDesk {
    async fn deliver(&self, mut sock: TcpStream) -> std::io::Result<u64> {
        let opts = SockRef::from(&sock);
        opts.set_tcp_keepalive(&TcpKeepalive::new().with_time(Duration::from_secs(60)))?;
        // no TIME_WAIT on our side, ops asked for it
        opts.set_linger(Some(Duration::from_secs(0)))?;

        let mut id = [0u8; 4];
        tokio::time::timeout(Duration::from_secs(10), sock.read_exact(&mut id)).await??;
        let path = self.dir.join(format!("{:08}.pdf", u32::from_be_bytes(id)));
        let pdf = tokio::fs::read(&path).await?;
        tokio::time::timeout(Duration::from_secs(300), sock.write_all(&pdf)).await??;
        Ok(pdf.len() as u64)
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let desk = std::sync::Arc::new(ReportDesk { dir: "/srv/reports".into() });
    let l = TcpListener::bind("10.20.0.4:9191").await?;
    loop {
        let (sock, who) = match l.accept().await {
            Ok(x) => x,
            Err(e) => {
                eprintln!("accept: {e}");
                tokio::time::sleep(Duration::from_secs(1)).await;
                continue;
            }
        };
        let desk = desk.clone();
        tokio::spawn(async move {
            match desk.deliver(sock).await {
                Ok(n) => println!("{who}: {n} bytes"),
                Err(e) => println!("{who}: {e}"),
            }
        });
    }
}
