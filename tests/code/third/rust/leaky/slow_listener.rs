use socket2::{Domain, Protocol, Socket, Type};
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::process::Command;
use std::time::Duration;

fn bind(addr: SocketAddr) -> std::io::Result<TcpListener> {
    let s = Socket::new(Domain::for_address(addr), Type::STREAM, Some(Protocol::TCP))?;
    s.set_reuse_address(true)?;
    s.bind(&addr.into())?;
    s.listen(1)?;
    Ok(s.into())
}

fn main() -> std::io::Result<()> {
    let listener = bind("0.0.0.0:7300".parse().unwrap())?;
    for stream in listener.incoming() {
        let mut stream = match stream {
            Ok(s) => s,
            Err(e) => {
                eprintln!("accept: {e}");
                std::thread::sleep(Duration::from_millis(200));
                continue;
            }
        };
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        let mut repo = String::new();
        if BufReader::new(&stream).read_line(&mut repo).is_err() {
            continue;
        }
        let out = Command::new("git")
            .args(["-C", "/srv/git", "archive", "--format=tar.gz", repo.trim()])
            .output()?;
        if let Err(e) = stream.write_all(&out.stdout) {
            eprintln!("{}: {e}", repo.trim());
        }
    }
    Ok(())
}
