pub struct LockClient {
    stream: TcpStream,
    session: u64,
}

impl LockClient {
    pub fn connect<A: ToSocketAddrs>(addr: A) -> Result<Self, LockError> {
        let addr = addr.to_socket_addrs()?.next().ok_or(LockError::NoAddress)?;
        let mut stream = TcpStream::connect_timeout(&addr, Duration::from_secs(3))?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        stream.set_write_timeout(Some(Duration::from_secs(10)))?;
        let mut id = [0u8; 8];
        stream.read_exact(&mut id)?;
        Ok(Self { stream, session: u64::from_be_bytes(id) })
    }

    fn roundtrip(&mut self, op: u8, name: &str) -> Result<u8, LockError> {
        let mut head = [0u8; 12];
        head[0] = op;
        head[1..9].copy_from_slice(&self.session.to_be_bytes());
        head[9..11].copy_from_slice(&(name.len() as u16).to_be_bytes());
        self.stream.write_all(&head)?;
        self.stream.write_all(name.as_bytes())?;
        let mut answer = [0u8; 1];
        self.stream.read_exact(&mut answer)?;
        Ok(answer[0])
    }

    pub fn lock(&mut self, name: &str) -> Result<bool, LockError> {
        match self.roundtrip(b'L', name)? {
            b'+' => Ok(true),
            b'-' => Ok(false),
            c => Err(LockError::Protocol(c)),
        }
    }

    pub fn unlock(&mut self, name: &str) -> Result<(), LockError> {
        self.roundtrip(b'U', name).map(drop)
    }
}
