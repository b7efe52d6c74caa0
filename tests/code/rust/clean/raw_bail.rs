use anyhow::{bail, Result};
use std::ffi::CString;

pub fn probe(addr: &libc::sockaddr_in, hello: &CString) -> Result<u8> {
    let fd = unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) };
    if fd < 0 {
        bail!("no socket");
    }
    let rc = unsafe { libc::connect(fd, addr as *const _ as *const _, 16) };
    if rc < 0 {
        unsafe { libc::close(fd) };
        bail!("not reached");
    }
    let n = unsafe { libc::send(fd, hello.as_ptr().cast(), hello.as_bytes().len(), 0) };
    if n < 0 {
        unsafe { libc::close(fd) };
        bail!("not sent");
    }
    let mut one = [0u8; 1];
    let n = unsafe { libc::recv(fd, one.as_mut_ptr().cast(), 1, 0) };
    unsafe { libc::close(fd) };
    if n != 1 {
        bail!("no answer");
    }
    Ok(one[0])
}
