use std::collections::VecDeque;
use std::io::{self, ErrorKind, Write};
use std::net::TcpStream;

const LIMIT: usize = 4 << 20;

/// A display with what is still to be sent to it. The socket is non-blocking.
struct Display {
    s: TcpStream,
    todo: VecDeque<u8>,
}

impl Display {
    fn push(&mut self) -> io::Result<()> {
        while !self.todo.is_empty() {
            let (head, _) = self.todo.as_slices();
            match self.s.write(head) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(n) => drop(self.todo.drain(..n)),
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }
}

#[derive(Default)]
pub struct SonarFan {
    displays: Vec<Display>,
}

impl SonarFan {
    pub fn add(&mut self, s: TcpStream) -> io::Result<()> {
        s.set_nonblocking(true)?;
        self.displays.push(Display { s, todo: VecDeque::new() });
        Ok(())
    }

    pub fn ping(&mut self, image: &[u8]) {
        self.displays.retain_mut(|d| {
            if d.todo.len() + image.len() > LIMIT {
                eprintln!("display too slow, off");
                return false;
            }
            d.todo.extend((image.len() as u32).to_be_bytes());
            d.todo.extend(image);
            d.push().map_err(|e| eprintln!("display: {e}")).is_ok()
        });
    }

    /// called every 20 ms between two pings
    pub fn idle(&mut self) {
        self.displays.retain_mut(|d| d.push().is_ok());
    }
}
