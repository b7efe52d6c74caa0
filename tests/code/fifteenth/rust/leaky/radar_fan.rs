use std::io::{ErrorKind, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

/// Radar sweep images (150 kB each) for the bridge displays.
pub struct Fan {
    displays: Vec<TcpStream>,
}

impl Fan {
    pub fn new() -> Self {
        Fan { displays: Vec::new() }
    }

    pub fn take_new(&mut self, l: &TcpListener) {
        while let Ok((s, from)) = l.accept() {
            if s.set_nonblocking(true).is_ok() {
                log::info!("display {from}");
                self.displays.push(s);
            }
        }
    }

    pub fn sweep(&mut self, image: &[u8]) {
        let mut frame = Vec::with_capacity(image.len() + 4);
        frame.extend_from_slice(&(image.len() as u32).to_be_bytes());
        frame.extend_from_slice(image);
        self.displays.retain_mut(|d| match d.write(&frame) {
            Ok(_) => true,
            Err(e) if e.kind() == ErrorKind::WouldBlock => true,
            Err(e) => {
                log::info!("display gone: {e}");
                false
            }
        });
    }
}

pub fn serve(l: TcpListener, mut next_image: impl FnMut() -> Vec<u8>) -> std::io::Result<()> {
    l.set_nonblocking(true)?;
    let mut fan = Fan::new();
    loop {
        fan.take_new(&l);
        let img = next_image();
        fan.sweep(&img);
        std::thread::sleep(Duration::from_millis(800));
    }
}
