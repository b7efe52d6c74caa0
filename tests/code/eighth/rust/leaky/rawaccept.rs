// Part of the SNMP trap forwarder's TCP side. Descriptors go to the C engine, which owns them from `engine_adopt` on.
use std::ffi::c_int;
use std::io;
use std::net::TcpListener;
use std::os::fd::{AsRawFd, IntoRawFd, RawFd};
use std::time::Duration;

extern "C" {
    /// Takes the descriptor over and closes it at the end of the session. -1: not taken.
    fn engine_adopt(fd: c_int, peer_v4: u32) -> c_int;
}

fn check(rc: c_int) -> io::Result<c_int> {
    if rc < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(rc)
    }
}

fn tune(fd: RawFd) -> io::Result<()> {
    let on: c_int = 1;
    let len = std::mem::size_of::<c_int>() as libc::socklen_t;
    unsafe {
        let p = &on as *const c_int as *const libc::c_void;
        check(libc::setsockopt(fd, libc::SOL_SOCKET, libc::SO_KEEPALIVE, p, len))?;
        check(libc::setsockopt(fd, libc::IPPROTO_TCP, libc::TCP_NODELAY, p, len))?;
        let fl = check(libc::fcntl(fd, libc::F_GETFL))?;
        check(libc::fcntl(fd, libc::F_SETFL, fl | libc::O_NONBLOCK))?;
    }
    Ok(())
}

fn admit(listener: &TcpListener) -> io::Result<()> {
    let (stream, peer) = listener.accept()?;
    let v4 = match peer.ip() {
        std::net::IpAddr::V4(a) => u32::from(a),
        std::net::IpAddr::V6(_) => 0,
    };
    let fd = stream.into_raw_fd();
    tune(fd)?;
    if unsafe { engine_adopt(fd, v4) } < 0 {
        eprintln!("engine turned {peer} away");
        unsafe { libc::close(fd) };
    }
    Ok(())
}

pub fn run(listener: TcpListener) {
    println!("trap forwarder, descriptor {}", listener.as_raw_fd());
    loop {
        if let Err(e) = admit(&listener) {
            eprintln!("admit: {e}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}
