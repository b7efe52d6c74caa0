// ident lookup (RFC 1413) for the IRC gateway; libc on purpose, used before threads exist
use std::io;
use std::os::raw::{c_int, c_void};

unsafe fn dial(peer: &libc::sockaddr_in, secs: i64) -> io::Result<c_int> {
    let fd = libc::socket(libc::AF_INET, libc::SOCK_STREAM | libc::SOCK_CLOEXEC, 0);
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    let tv = libc::timeval { tv_sec: secs, tv_usec: 0 };
    let len = std::mem::size_of::<libc::timeval>() as u32;
    for opt in [libc::SO_RCVTIMEO, libc::SO_SNDTIMEO] {
        libc::setsockopt(fd, libc::SOL_SOCKET, opt, &tv as *const _ as *const c_void, len);
    }
    let mut p = *peer;
    p.sin_port = 113u16.to_be();
    if libc::connect(fd, &p as *const _ as *const libc::sockaddr, std::mem::size_of_val(&p) as u32) < 0 {
        let e = io::Error::last_os_error();
        libc::close(fd);
        return Err(e);
    }
    Ok(fd)
}

unsafe fn converse(fd: c_int, q: &[u8], out: &mut [u8; 512]) -> io::Result<usize> {
    let mut off = 0;
    while off < q.len() {
        let n = libc::send(fd, q[off..].as_ptr() as *const c_void, q.len() - off, libc::MSG_NOSIGNAL);
        if n < 0 {
            return Err(io::Error::last_os_error());
        }
        off += n as usize;
    }
    let mut at = 0;
    while at < out.len() {
        match libc::read(fd, out[at..].as_mut_ptr() as *mut c_void, out.len() - at) {
            0 => break,
            n if n < 0 => return Err(io::Error::last_os_error()),
            n => at += n as usize,
        }
    }
    Ok(at)
}

pub fn ident(peer: &libc::sockaddr_in, theirs: u16, ours: u16) -> io::Result<String> {
    let q = format!("{theirs}, {ours}\r\n");
    let mut buf = [0u8; 512];
    unsafe {
        let fd = dial(peer, 8)?;
        let r = converse(fd, q.as_bytes(), &mut buf);
        libc::close(fd);
        let n = r?;
        let text = String::from_utf8_lossy(&buf[..n]);
        text.rsplit(':').next().map(|u| u.trim().to_string()).ok_or_else(|| io::ErrorKind::InvalidData.into())
    }
}
