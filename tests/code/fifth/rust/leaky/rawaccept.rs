use libc::{c_int, c_void, sockaddr_storage, socklen_t};
use std::io;
use std::mem;

// Listener of the modem bank. Plain libc since we need the peer's TOS and the old kernels.

fn cvt(r: c_int) -> io::Result<c_int> {
    if r < 0 { Err(io::Error::last_os_error()) } else { Ok(r) }
}

fn set_int(fd: c_int, level: c_int, name: c_int, v: c_int) -> io::Result<()> {
    let p = &v as *const c_int as *const c_void;
    cvt(unsafe { libc::setsockopt(fd, level, name, p, mem::size_of::<c_int>() as socklen_t) }).map(drop)
}

pub struct Modem {
    fd: c_int,
    pub tos: c_int,
}

impl Drop for Modem {
    fn drop(&mut self) {
        unsafe { libc::close(self.fd) };
    }
}

impl Modem {
    pub fn accept(listener: c_int) -> io::Result<Modem> {
        let mut peer: sockaddr_storage = unsafe { mem::zeroed() };
        let mut len = mem::size_of::<sockaddr_storage>() as socklen_t;
        let fd = cvt(unsafe { libc::accept4(listener, (&mut peer as *mut sockaddr_storage).cast(), &mut len, libc::SOCK_CLOEXEC) })?;
        let mut tos: c_int = 0;
        let mut sz = mem::size_of::<c_int>() as socklen_t;
        cvt(unsafe { libc::getsockopt(fd, libc::IPPROTO_IP, libc::IP_TOS, (&mut tos as *mut c_int).cast(), &mut sz) })?;
        let modem = Modem { fd, tos };
        set_int(fd, libc::SOL_SOCKET, libc::SO_KEEPALIVE, 1)?;
        set_int(fd, libc::IPPROTO_TCP, libc::TCP_NODELAY, 1)?;
        Ok(modem)
    }

    pub fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            let n = unsafe { libc::recv(self.fd, buf.as_mut_ptr().cast(), buf.len(), 0) };
            if n >= 0 {
                return Ok(n as usize);
            }
            let e = io::Error::last_os_error();
            if e.kind() != io::ErrorKind::Interrupted {
                return Err(e);
            }
        }
    }
}

pub fn bank(listener: c_int, mut on_modem: impl FnMut(Modem)) {
    loop {
        match Modem::accept(listener) {
            Ok(m) => on_modem(m),
            Err(e) => {
                eprintln!("modem: {e}");
                std::thread::sleep(std::time::Duration::from_millis(30));
            }
        }
    }
}
