use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::os::unix::io::{FromRawFd, IntoRawFd, RawFd};
use std::time::Duration;

/// The legacy C codec wants a descriptor, so the stream is taken apart before the call.
extern "C" {
    // returns number of frames decoded, negative on a broken stream; never closes `fd`
    fn codec_decode(fd: libc::c_int, out: *mut u8, cap: libc::size_t) -> libc::ssize_t;
}

pub struct Decoded {
    pub frames: usize,
    pub pixels: Vec<u8>,
}

pub fn fetch_preview(addr: &str, camera: u32) -> io::Result<Decoded> {
    let mut stream = TcpStream::connect(addr)?;
    stream.set_read_timeout(Some(Duration::from_secs(8)))?;
    stream.set_write_timeout(Some(Duration::from_secs(8)))?;
    stream.write_all(format!("PREVIEW {camera}\n").as_bytes())?;

    let mut status = [0u8; 4];
    stream.read_exact(&mut status)?;
    if &status != b"OK \n" {
        return Err(io::Error::new(io::ErrorKind::Other, format!("camera {camera} not available")));
    }

    let fd: RawFd = stream.into_raw_fd();
    let mut pixels = vec![0u8; 4 * 1024 * 1024];
    let n = unsafe { codec_decode(fd, pixels.as_mut_ptr(), pixels.len()) };
    if n < 0 {
        log::error!("camera {camera}: codec says {n}");
        return Err(io::Error::from(io::ErrorKind::InvalidData));
    }

    // back into a stream so that it is closed with the scope
    let mut stream = unsafe { TcpStream::from_raw_fd(fd) };
    stream.write_all(b"DONE\n")?;
    Ok(Decoded { frames: n as usize, pixels })
}
