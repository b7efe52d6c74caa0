use std::ffi::c_void;
use std::io::Write;
use std::net::TcpStream;
use std::os::fd::AsRawFd;

// bindings of our old C reactor ("rtr"), see rtr.h
#[repr(C)]
pub struct RtrHooks {
    pub on_data: extern "C" fn(*mut c_void, *const u8, usize) -> i32,
    pub on_close: extern "C" fn(*mut c_void, i32),
}

extern "C" {
    // watches fd; on_close is called exactly once, rtr never closes fd itself
    fn rtr_watch(fd: i32, hooks: *const RtrHooks, ctx: *mut c_void) -> i32;
}

struct Kiosk {
    stream: TcpStream,
    location: String,
    orders: u32,
}

static HOOKS: RtrHooks = RtrHooks { on_data: kiosk_data, on_close: kiosk_close };

extern "C" fn kiosk_data(ctx: *mut c_void, p: *const u8, n: usize) -> i32 {
    let k = unsafe { &mut *(ctx as *mut Kiosk) };
    let bytes = unsafe { std::slice::from_raw_parts(p, n) };
    let lines = bytes.iter().filter(|b| **b == b'\n').count() as u32;
    k.orders += lines;
    let receipt = format!("{}\n", k.orders);
    match k.stream.write_all(receipt.as_bytes()) {
        Ok(()) => 0,
        Err(_) => -1, // rtr goes on to on_close
    }
}

extern "C" fn kiosk_close(ctx: *mut c_void, reason: i32) {
    if reason != 0 {
        let k = unsafe { &*(ctx as *const Kiosk) };
        eprintln!("kiosk {}: reason {} after {} orders", k.location, reason, k.orders);
        return;
    }
    let k = unsafe { Box::from_raw(ctx as *mut Kiosk) };
    println!("kiosk {}: {} orders today", k.location, k.orders);
}

pub fn adopt(stream: TcpStream, location: &str) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(std::time::Duration::from_secs(1)))?;
    let fd = stream.as_raw_fd();
    let k = Box::new(Kiosk { stream, location: location.to_string(), orders: 0 });
    let ctx = Box::into_raw(k) as *mut c_void;
    if unsafe { rtr_watch(fd, &HOOKS, ctx) } != 0 {
        drop(unsafe { Box::from_raw(ctx as *mut Kiosk) });
        return Err(std::io::Error::other("rtr_watch"));
    }
    Ok(())
}
