use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

#[derive(Debug, Clone, Copy)]
pub struct Pose {
    pub joints: [f32; 6],
}

/// Motion client for the arm controller. The controller answers each telegram with two bytes.
pub struct Arm {
    stream: TcpStream,
}

impl Arm {
    pub fn connect<A: ToSocketAddrs>(addr: A) -> io::Result<Self> {
        let mut last = io::Error::from(io::ErrorKind::NotFound);
        for a in addr.to_socket_addrs()? {
            match TcpStream::connect_timeout(&a, Duration::from_secs(2)) {
                Ok(stream) => {
                    stream.set_read_timeout(Some(Duration::from_secs(8)))?;
                    stream.set_write_timeout(Some(Duration::from_secs(8)))?;
                    return Ok(Arm { stream });
                }
                Err(e) => last = e,
            }
        }
        Err(last)
    }

    fn transact(&mut self, kind: u8, body: &[u8]) -> io::Result<()> {
        let mut head = [0u8; 5];
        head[0] = kind;
        head[1..].copy_from_slice(&(body.len() as u32).to_be_bytes());
        self.stream.write_all(&head)?;
        self.stream.write_all(body)?;
        let mut answer = [0u8; 2];
        self.stream.read_exact(&mut answer)?;
        match answer {
            [k, 0] if k == kind => Ok(()),
            [_, code] => Err(io::Error::new(io::ErrorKind::Other, format!("controller says {code}"))),
        }
    }

    pub fn move_to(&mut self, p: Pose) -> io::Result<()> {
        let body: Vec<u8> = p.joints.iter().flat_map(|j| j.to_be_bytes()).collect();
        self.transact(b'M', &body)
    }

    pub fn path(&mut self, poses: &[Pose]) -> io::Result<()> {
        poses.iter().try_for_each(|p| self.move_to(*p))
    }
}
