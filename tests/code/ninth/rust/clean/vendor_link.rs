use std::ffi::c_int;
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::os::fd::{AsRawFd, IntoRawFd};
use std::ptr::NonNull;
use std::time::Duration;

#[repr(C)]
pub struct VCtx {
    _private: [u8; 0],
}

extern "C" {
    fn vlk_new() -> *mut VCtx;
    /// The library owns `fd` after a 0; it's closed in `vlk_free`.
    fn vlk_attach(ctx: *mut VCtx, fd: c_int) -> c_int;
    fn vlk_call(ctx: *mut VCtx, op: c_int, arg: i64) -> i64;
    fn vlk_free(ctx: *mut VCtx);
}

struct Ctx(NonNull<VCtx>);

impl Drop for Ctx {
    fn drop(&mut self) {
        unsafe { vlk_free(self.0.as_ptr()) }
    }
}

pub struct VendorLink {
    ctx: Ctx,
}

impl VendorLink {
    pub fn open(addr: &SocketAddr) -> io::Result<Self> {
        let ctx = Ctx(NonNull::new(unsafe { vlk_new() }).ok_or(io::ErrorKind::OutOfMemory)?);
        let stream = TcpStream::connect_timeout(addr, Duration::from_secs(4))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        stream.set_write_timeout(Some(Duration::from_secs(10)))?;
        match unsafe { vlk_attach(ctx.0.as_ptr(), stream.as_raw_fd()) } {
            0 => {
                let _ = stream.into_raw_fd(); // theirs now
                Ok(VendorLink { ctx })
            }
            rc => Err(io::Error::new(io::ErrorKind::Other, format!("vlk_attach: {rc}"))),
        }
    }

    pub fn setpoint(&mut self, valve: c_int, micro: i64) -> io::Result<()> {
        if unsafe { vlk_call(self.ctx.0.as_ptr(), valve, micro) } < 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(())
    }
}

pub fn apply(addr: &SocketAddr, points: &[(c_int, i64)]) -> io::Result<usize> {
    let mut link = VendorLink::open(addr)?;
    for (i, (valve, v)) in points.iter().enumerate() {
        if let Err(e) = link.setpoint(*valve, *v) {
            log::error!("setpoint {i}: {e}");
            return Ok(i);
        }
    }
    Ok(points.len())
}
