use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::Command;
use std::time::Duration;

fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("0.0.0.0:7171")?;
    for stream in listener.incoming() {
        let mut stream = stream?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        let mut name = String::new();
        if BufReader::new(&stream).read_line(&mut name).is_err() {
            continue;
        }
        let out = Command::new("/usr/bin/convert")
            .arg(format!("/srv/img/{}.tif", name.trim()))
            .arg("png:-")
            .output()?;
        if let Err(e) = stream.write_all(&out.stdout) {
            eprintln!("{}", e);
        }
    }
    Ok(())
}
