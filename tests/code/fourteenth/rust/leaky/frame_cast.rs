use std::io;
use tokio::net::TcpStream;
use tokio::sync::watch;

/// Screen share: newest frame wins, slow viewers skip frames.
/// On the wire: u32 length, JPEG bytes.
pub struct Frame {
    pub jpeg: Vec<u8>,
}

fn encode(f: &Frame) -> Vec<u8> {
    let mut v = Vec::with_capacity(f.jpeg.len() + 4);
    v.extend_from_slice(&(f.jpeg.len() as u32).to_be_bytes());
    v.extend_from_slice(&f.jpeg);
    v
}

pub async fn viewer(stream: TcpStream, mut frames: watch::Receiver<std::sync::Arc<Frame>>) -> io::Result<u64> {
    stream.set_nodelay(true)?;
    let mut sent = 0;
    let mut junk = [0u8; 64];
    loop {
        tokio::select! {
            changed = frames.changed() => {
                if changed.is_err() {
                    return Ok(sent); // presenter stopped
                }
                let wire = encode(&frames.borrow_and_update().clone());
                stream.writable().await?;
                match stream.try_write(&wire) {
                    Ok(_) => sent += 1,
                    Err(e) if e.kind() == io::ErrorKind::WouldBlock => {}
                    Err(e) => return Err(e),
                }
            }
            r = stream.readable() => {
                r?;
                match stream.try_read(&mut junk) {
                    Ok(0) => return Ok(sent),
                    Ok(_) => {}
                    Err(e) if e.kind() == io::ErrorKind::WouldBlock => {}
                    Err(e) => return Err(e),
                }
            }
        }
    }
}
