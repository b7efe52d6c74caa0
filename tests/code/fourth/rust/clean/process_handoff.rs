use std::io;
use std::net::{SocketAddr, TcpStream};
use std::os::unix::io::{FromRawFd, IntoRawFd};
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

/// The helper gets the connection as its standard input and output;
/// our copies are closed as soon as it has been started.
pub fn run_helper(prog: &str, addr: &SocketAddr) -> io::Result<ExitStatus> {
    let s = TcpStream::connect_timeout(addr, Duration::from_secs(5))?;
    s.set_read_timeout(Some(Duration::from_secs(30)))?;
    s.set_write_timeout(Some(Duration::from_secs(30)))?;
    let dup = s.try_clone()?;
    let (stdin, stdout) = unsafe {
        (
            Stdio::from_raw_fd(s.into_raw_fd()),
            Stdio::from_raw_fd(dup.into_raw_fd()),
        )
    };
    let mut child = Command::new(prog).stdin(stdin).stdout(stdout).spawn()?;
    child.wait()
}
