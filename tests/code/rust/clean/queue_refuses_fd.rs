use std::net::{TcpListener, TcpStream};
use std::os::fd::{FromRawFd, IntoRawFd, RawFd};
use std::sync::mpsc::{SyncSender, TrySendError};

pub fn feed(l: TcpListener, tx: SyncSender<RawFd>) {
    for s in l.incoming().flatten() {
        match tx.try_send(s.into_raw_fd()) {
            Ok(()) => {}
            Err(TrySendError::Full(fd)) => {
                eprintln!("all are busy");
                drop(unsafe { TcpStream::from_raw_fd(fd) });
            }
            Err(TrySendError::Disconnected(fd)) => {
                drop(unsafe { TcpStream::from_raw_fd(fd) });
                return;
            }
        }
    }
}
