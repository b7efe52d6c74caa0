use std::ffi::c_void;
use std::net::TcpStream;

pub struct Till {
    link: TcpStream,
    open: bool,
}

pub extern "C" fn till_closed(ctx: *mut c_void, why: i32) {
    if why < 0 {
        eprintln!("till: {why}");
        return; // expect: close-wait-leak
    }
    drop(unsafe { Box::from_raw(ctx as *mut Till) });
}
