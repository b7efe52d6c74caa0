//! Acceptor -> C++ transcoder workers. The workers pull raw descriptors through `next_job`.

use crossbeam_channel::{bounded, Receiver, Sender, TrySendError};
use std::net::TcpListener;
use std::os::fd::{IntoRawFd, RawFd};
use std::time::Duration;

pub struct Jobs {
    tx: Sender<RawFd>,
    rx: Receiver<RawFd>,
}

impl Jobs {
    pub fn new(depth: usize) -> Self {
        let (tx, rx) = bounded(depth);
        Jobs { tx, rx }
    }

    /// Runs in its own thread.
    pub fn accept_all(&self, listener: &TcpListener) {
        loop {
            let (stream, peer) = match listener.accept() {
                Ok(x) => x,
                Err(e) => {
                    log::error!("transcoder accept: {e}");
                    std::thread::sleep(Duration::from_millis(100));
                    continue;
                }
            };
            let _ = stream.set_read_timeout(Some(Duration::from_secs(30)));
            let fd = stream.into_raw_fd();
            match self.tx.try_send(fd) {
                Ok(()) => log::debug!("{peer} queued, {} waiting", self.tx.len()),
                Err(TrySendError::Full(_)) => {
                    log::warn!("transcoder busy, {peer} not served");
                }
                Err(TrySendError::Disconnected(fd)) => {
                    unsafe { libc::close(fd) };
                    return;
                }
            }
        }
    }
}

/// Called from C++; the caller closes the descriptor. -1: nothing within a second.
///
/// # Safety
/// `jobs` comes from `Box::into_raw` and is alive.
#[no_mangle]
pub unsafe extern "C" fn next_job(jobs: *const Jobs) -> RawFd {
    match (*jobs).rx.recv_timeout(Duration::from_secs(1)) {
        Ok(fd) => fd,
        Err(_) => -1,
    }
}
