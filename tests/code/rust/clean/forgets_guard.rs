use std::net::TcpStream;
use std::os::fd::{FromRawFd, IntoRawFd};
use std::sync::Mutex;

pub struct Held<'a> {
    count: &'a Mutex<usize>,
}

impl<'a> Held<'a> {
    // what is forgotten is a guard: no connection hangs on it
    pub fn keep(self) -> &'a Mutex<usize> {
        let count = self.count;
        std::mem::forget(self);
        count
    }
}

// the number goes to the next closure, which gives it an owner
pub fn again(s: Option<TcpStream>) -> Option<TcpStream> {
    s.map(|s| s.into_raw_fd()).map(|number| unsafe { TcpStream::from_raw_fd(number) })
}
