// nix 0.26, RawFd all over. Used by the inventory agent for the switch consoles.
use nix::sys::socket::{
    connect, setsockopt, socket, sockopt, AddressFamily, SockFlag, SockType, SockaddrIn,
};
use nix::sys::time::{TimeVal, TimeValLike};
use nix::unistd::{close, read, write};
use std::net::SocketAddrV4;
use std::os::fd::RawFd;

fn open_console(addr: SocketAddrV4) -> nix::Result<RawFd> {
    let fd = socket(AddressFamily::Inet, SockType::Stream, SockFlag::SOCK_CLOEXEC, None)?;
    let tv = TimeVal::seconds(6);
    if let Err(e) = setsockopt(fd, sockopt::ReceiveTimeout, &tv).and_then(|_| setsockopt(fd, sockopt::SendTimeout, &tv)) {
        let _ = close(fd);
        return Err(e);
    }
    connect(fd, &SockaddrIn::from(addr))?;
    Ok(fd)
}

fn write_all(fd: RawFd, mut b: &[u8]) -> nix::Result<()> {
    while !b.is_empty() {
        let n = write(fd, b)?;
        b = &b[n..];
    }
    Ok(())
}

fn read_prompt(fd: RawFd) -> nix::Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut buf = [0u8; 512];
    loop {
        let n = read(fd, &mut buf)?;
        out.extend_from_slice(&buf[..n]);
        if n == 0 || out.ends_with(b"# ") || out.len() > 1 << 20 {
            return Ok(out);
        }
    }
}

pub fn show_version(addr: SocketAddrV4) -> nix::Result<String> {
    let fd = open_console(addr)?;
    let answer = write_all(fd, b"show version\n").and_then(|_| read_prompt(fd));
    let _ = close(fd);
    Ok(String::from_utf8_lossy(&answer?).into_owned())
}
