// Banner grabber of the asset inventory, nix 0.26 with raw descriptors.
use nix::sys::socket::{connect, setsockopt, socket, sockopt, AddressFamily, SockFlag, SockType, SockaddrIn};
use nix::sys::time::{TimeVal, TimeValLike};
use nix::unistd::{close, read};
use std::net::{Ipv4Addr, SocketAddrV4};
use std::os::fd::RawFd;

struct Sock(RawFd);

impl Drop for Sock {
    fn drop(&mut self) {
        let _ = close(self.0);
    }
}

impl Sock {
    fn dial(to: SocketAddrV4, secs: i64) -> nix::Result<Sock> {
        let s = Sock(socket(AddressFamily::Inet, SockType::Stream, SockFlag::SOCK_CLOEXEC, None)?);
        setsockopt(s.0, sockopt::SendTimeout, &TimeVal::seconds(secs))?;
        setsockopt(s.0, sockopt::ReceiveTimeout, &TimeVal::seconds(secs))?;
        connect(s.0, &SockaddrIn::from(to))?;
        Ok(s)
    }

    fn line(&self, max: usize) -> nix::Result<String> {
        let mut v = Vec::new();
        let mut b = [0u8; 256];
        while v.len() < max && !v.contains(&b'\n') {
            match read(self.0, &mut b) {
                Ok(0) => break,
                Ok(n) => v.extend_from_slice(&b[..n]),
                Err(nix::errno::Errno::EINTR) => continue,
                Err(e) => return Err(e),
            }
        }
        Ok(String::from_utf8_lossy(&v).trim_end().to_string())
    }
}

pub fn banner(ip: Ipv4Addr, port: u16) -> nix::Result<String> {
    Sock::dial(SocketAddrV4::new(ip, port), 3)?.line(1024)
}

pub fn sweep(net: [u8; 3], port: u16) -> Vec<(Ipv4Addr, String)> {
    (1..=254u8)
        .map(|h| Ipv4Addr::new(net[0], net[1], net[2], h))
        .filter_map(|ip| match banner(ip, port) {
            Ok(b) if !b.is_empty() => Some((ip, b)),
            Ok(_) => None,
            Err(e) => {
                log::debug!("{ip}: {e}");
                None
            }
        })
        .collect()
}
