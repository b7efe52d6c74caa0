use std::io::{self, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

pub struct Span<'a> {
    pub trace: u128,
    pub id: u64,
    pub start_us: u64,
    pub dur_us: u32,
    pub name: &'a str,
    pub tags: &'a [(&'a str, &'a str)],
}

/// Ships finished spans to the collector. One way, no answers.
pub struct TraceWire {
    out: TcpStream,
    sent: u64,
}

impl TraceWire {
    pub fn connect(collector: SocketAddr) -> io::Result<Self> {
        let out = TcpStream::connect_timeout(&collector, Duration::from_secs(2))?;
        out.set_nodelay(true)?;
        out.set_write_timeout(Some(Duration::from_secs(2)))?;
        Ok(TraceWire { out, sent: 0 })
    }

    fn text(&mut self, s: &str) -> io::Result<()> {
        let n = u16::try_from(s.len()).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
        self.out.write_all(&n.to_be_bytes())?;
        self.out.write_all(s.as_bytes())
    }

    fn span(&mut self, s: &Span<'_>) -> io::Result<()> {
        self.out.write_all(&s.trace.to_be_bytes())?;
        self.out.write_all(&s.id.to_be_bytes())?;
        self.out.write_all(&s.start_us.to_be_bytes())?;
        self.out.write_all(&s.dur_us.to_be_bytes())?;
        self.text(s.name)?;
        self.out.write_all(&[s.tags.len() as u8])?;
        for (k, v) in s.tags {
            self.text(k)?;
            self.text(v)?;
        }
        Ok(())
    }

    pub fn ship(&mut self, batch: &[Span<'_>]) -> io::Result<u64> {
        for s in batch {
            self.span(s)?;
            self.sent += 1;
        }
        Ok(self.sent)
    }
}
