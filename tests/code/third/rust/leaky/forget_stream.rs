//! Hands accepted sockets over to the C++ engine, which takes the descriptor.
use std::io::{self, Read};
use std::mem;
use std::net::{TcpListener, TcpStream};
use std::os::fd::AsRawFd;
use std::time::Duration;

mod ffi {
    extern "C" {
        /// Takes the descriptor and returns 0, or leaves it alone and returns -1.
        pub fn engine_adopt(fd: i32, kind: u8) -> i32;
    }
}

fn classify(s: &mut TcpStream) -> io::Result<u8> {
    let mut b = [0u8; 5];
    s.read_exact(&mut b)?;
    match &b {
        b"FIX.4" => Ok(1),
        b"OUCH5" => Ok(2),
        _ => Err(io::Error::new(io::ErrorKind::InvalidData, "unknown protocol")),
    }
}

fn adopt(mut s: TcpStream) -> io::Result<()> {
    s.set_read_timeout(Some(Duration::from_secs(5)))?;
    let kind = classify(&mut s)?;
    let fd = s.as_raw_fd();
    mem::forget(s);
    if unsafe { ffi::engine_adopt(fd, kind) } != 0 {
        return Err(io::Error::new(io::ErrorKind::Other, "engine is full"));
    }
    Ok(())
}

pub fn run(listener: TcpListener) -> io::Result<()> {
    for s in listener.incoming() {
        let s = match s {
            Ok(s) => s,
            Err(e) => {
                log::error!("accept: {e}");
                std::thread::sleep(Duration::from_millis(100));
                continue;
            }
        };
        std::thread::spawn(move || {
            if let Err(e) = adopt(s) {
                log::warn!("adopt: {e}");
            }
        });
    }
    Ok(())
}
