use std::net::TcpListener;
use std::process::Command;

fn main() -> std::io::Result<()> {
    let l = TcpListener::bind("0.0.0.0:9000")?;
    for s in l.incoming() {
        let mut s = s?;
        let out = Command::new("report").output()?; // expect: accept-queue-overflow
        std::io::Write::write_all(&mut s, &out.stdout)?;
    }
    Ok(())
}
