// mailbox counter for the night report; runs on the old appliance, so libc only
use std::ffi::CStr;
use std::io;
use std::net::Ipv4Addr;
use std::os::raw::c_void;

fn read_line(fd: i32, buf: &mut [u8]) -> io::Result<usize> {
    let mut at = 0;
    while at < buf.len() {
        let n = unsafe { libc::read(fd, buf[at..].as_mut_ptr() as *mut c_void, buf.len() - at) };
        if n < 0 {
            return Err(io::Error::last_os_error());
        }
        if n == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        at += n as usize;
        if buf[at - 1] == b'\n' {
            return Ok(at);
        }
    }
    Err(io::ErrorKind::InvalidData.into())
}

pub fn stat(host: Ipv4Addr, login: &CStr) -> io::Result<Vec<u8>> {
    let fd = unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM | libc::SOCK_CLOEXEC, 0) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    let tv = libc::timeval { tv_sec: 15, tv_usec: 0 };
    let mut sa: libc::sockaddr_in = unsafe { std::mem::zeroed() };
    sa.sin_family = libc::AF_INET as u16;
    sa.sin_port = 110u16.to_be();
    sa.sin_addr.s_addr = u32::from(host).to_be();
    let rc = unsafe {
        let tvp = &tv as *const _ as *const c_void;
        libc::setsockopt(fd, libc::SOL_SOCKET, libc::SO_RCVTIMEO, tvp, std::mem::size_of_val(&tv) as u32);
        libc::setsockopt(fd, libc::SOL_SOCKET, libc::SO_SNDTIMEO, tvp, std::mem::size_of_val(&tv) as u32);
        libc::connect(fd, &sa as *const _ as *const libc::sockaddr, std::mem::size_of_val(&sa) as u32)
    };
    if rc < 0 {
        let e = io::Error::last_os_error();
        unsafe { libc::close(fd) };
        return Err(e);
    }
    let mut line = [0u8; 512];
    let res = read_line(fd, &mut line);
    let got = match res {
        Ok(n) => n,
        Err(e) => {
            unsafe { libc::close(fd) };
            return Err(e);
        }
    };
    if !line[..got].starts_with(b"+OK") {
        return Err(io::Error::new(io::ErrorKind::ConnectionRefused, "mailbox server said no"));
    }
    let msg = login.to_bytes();
    let sent = unsafe { libc::send(fd, msg.as_ptr() as *const c_void, msg.len(), libc::MSG_NOSIGNAL) };
    let out = if sent == msg.len() as isize {
        read_line(fd, &mut line).map(|n| line[..n].to_vec())
    } else {
        Err(io::Error::last_os_error())
    };
    unsafe { libc::close(fd) };
    out
}
