use std::fs::File;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::os::fd::{AsRawFd, RawFd};
use std::time::Duration;

/// Sends notices to the teller terminal from outside the session thread
/// (the watchdog lives in C and wants a plain descriptor).
pub struct Notifier {
    fd: RawFd,
}

impl Notifier {
    pub fn for_stream(s: &TcpStream) -> io::Result<Self> {
        let fd = unsafe { libc::dup(s.as_raw_fd()) };
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(Notifier { fd })
    }

    pub fn notice(&self, text: &str) -> bool {
        let n = unsafe {
            libc::send(self.fd, text.as_ptr() as *const libc::c_void, text.len(), libc::MSG_NOSIGNAL)
        };
        n == text.len() as isize
    }
}

pub fn teller_session(mut stream: TcpStream, journal: &mut File) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(900)))?;
    stream.set_write_timeout(Some(Duration::from_secs(10)))?;
    let notifier = Notifier::for_stream(&stream)?;
    if !notifier.notice("* connected to branch server\r\n") {
        log::warn!("terminal did not take the greeting");
    }
    let mut buf = [0u8; 512];
    loop {
        let n = stream.read(&mut buf)?;
        if n == 0 {
            log::info!("terminal signed off");
            return Ok(());
        }
        journal.write_all(&buf[..n])?;
        stream.write_all(&[0x06])?;
    }
}
