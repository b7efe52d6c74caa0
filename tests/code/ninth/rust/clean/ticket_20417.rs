// ticket 20417: "does the gripper client keep sockets when the robot reboots?" -- reduced from gripper/src/link.rs
pub struct Gripper {
    addr: SocketAddr,
    link: Option<TcpStream>,
}

impl Gripper {
    pub fn new(addr: SocketAddr) -> Self {
        Gripper { addr, link: None }
    }

    fn link(&mut self) -> io::Result<&mut TcpStream> {
        if self.link.is_none() {
            let s = TcpStream::connect_timeout(&self.addr, Duration::from_secs(2))?;
            s.set_nodelay(true)?;
            s.set_read_timeout(Some(Duration::from_secs(4)))?;
            s.set_write_timeout(Some(Duration::from_secs(4)))?;
            self.link = Some(s);
        }
        Ok(self.link.as_mut().unwrap())
    }

    fn once(&mut self, frame: &[u8]) -> io::Result<u8> {
        let s = self.link()?;
        s.write_all(frame)?;
        let mut a = [0u8; 1];
        s.read_exact(&mut a)?;
        Ok(a[0])
    }

    pub fn grip(&mut self, newton: u16) -> io::Result<bool> {
        let mut frame = [b'G', 0, 0];
        frame[1..].copy_from_slice(&newton.to_be_bytes());
        for attempt in 0..3 {
            match self.once(&frame) {
                Ok(code) => return Ok(code == 0),
                Err(e) => {
                    warn!("gripper {}: {e} (attempt {attempt})", self.addr);
                    self.link = None;
                    thread::sleep(Duration::from_millis(300 << attempt));
                }
            }
        }
        Err(io::ErrorKind::NotConnected.into())
    }

    pub fn park(mut self) {
        if let Some(s) = self.link.take() {
            let _ = s.shutdown(Shutdown::Both);
        }
    }
}
