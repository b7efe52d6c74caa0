//! Passes accepted sockets to the sandboxed renderer over a unix socket (SCM_RIGHTS).

use std::io;
use std::net::{TcpListener, TcpStream};
use std::os::unix::io::{AsRawFd, IntoRawFd, RawFd};
use std::os::unix::net::UnixDatagram;

use nix::sys::socket::{sendmsg, ControlMessage, MsgFlags};
use nix::unistd::close;

pub struct Broker {
    renderer: UnixDatagram,
    handed: u64,
}

impl Broker {
    pub fn new(renderer: UnixDatagram) -> Self {
        Broker { renderer, handed: 0 }
    }

    pub fn serve(&mut self, listener: TcpListener) -> io::Result<()> {
        for conn in listener.incoming() {
            let conn = match conn {
                Ok(c) => c,
                Err(e) => {
                    eprintln!("broker: accept: {e}");
                    std::thread::sleep(std::time::Duration::from_millis(100));
                    continue;
                }
            };
            if let Err(e) = self.hand_over(conn) {
                eprintln!("broker: hand-over: {e}");
            }
        }
        Ok(())
    }

    fn hand_over(&mut self, conn: TcpStream) -> nix::Result<()> {
        conn.set_nodelay(true).ok();
        let fd: RawFd = conn.into_raw_fd();
        let id = self.handed.to_be_bytes();
        let iov = [io::IoSlice::new(&id)];
        let rights = [fd];
        let cmsg = [ControlMessage::ScmRights(&rights)];
        sendmsg::<()>(self.renderer.as_raw_fd(), &iov, &cmsg, MsgFlags::empty(), None)?;
        self.handed += 1;
        // the renderer has its own copy now
        close(fd)
    }

    pub fn handed(&self) -> u64 {
        self.handed
    }
}
