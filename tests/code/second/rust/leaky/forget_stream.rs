use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::AsRawFd;
use std::thread;

fn handle(stream: TcpStream) -> std::io::Result<()> {
    stream.set_read_timeout(Some(std::time::Duration::from_secs(60)))?;
    let mut out = stream.try_clone()?;
    let reader = BufReader::new(stream);
    for line in reader.lines() {
        let line = line?;
        if line == "bye" {
            break;
        }
        writeln!(out, "{}", line.chars().rev().collect::<String>())?;
    }
    // closing twice crashed the old C shim, keep the descriptor out of drop's way
    eprintln!("fd {} done", out.as_raw_fd());
    std::mem::forget(out);
    Ok(())
}

pub fn serve(addr: &str) -> std::io::Result<()> {
    let listener = TcpListener::bind(addr)?;
    for stream in listener.incoming() {
        match stream {
            Ok(s) => {
                thread::spawn(move || {
                    if let Err(e) = handle(s) {
                        eprintln!("session: {e}");
                    }
                });
            }
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(std::time::Duration::from_millis(100));
            }
        }
    }
    Ok(())
}
