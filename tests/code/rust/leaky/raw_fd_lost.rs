use std::net::TcpListener;
use std::os::fd::IntoRawFd;

pub fn take(listener: &TcpListener, table: &mut Vec<i32>) -> std::io::Result<()> {
    let (stream, _) = listener.accept()?;
    let fd = stream.into_raw_fd(); // expect: close-wait-leak
    table[fd as usize] = 1;
    Ok(())
}
