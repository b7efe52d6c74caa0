use anyhow::{bail, Context, Result};
use socket2::{Domain, Protocol, Socket, Type};
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Pulls sequencer runs (60..200 GB) from the partner hospital over the research network.
pub struct Puller {
    pub remote: SocketAddr,
    pub io_timeout: Duration,
}

impl Puller {
    fn dial(&self) -> Result<TcpStream> {
        let s = Socket::new(Domain::for_address(self.remote), Type::STREAM, Some(Protocol::TCP))?;
        s.set_recv_buffer_size(12 * 1024)?;
        s.set_read_timeout(Some(self.io_timeout))?;
        s.set_write_timeout(Some(self.io_timeout))?;
        s.connect_timeout(&self.remote.into(), Duration::from_secs(10))
            .with_context(|| format!("connect {}", self.remote))?;
        Ok(s.into())
    }

    pub fn pull(&self, run: &str, dest: &std::path::Path) -> Result<u64> {
        let mut s = self.dial()?;
        s.write_all(format!("PULL {run}\n").as_bytes())?;

        let mut size = [0u8; 8];
        s.read_exact(&mut size).context("size")?;
        let size = u64::from_be_bytes(size);
        if size == 0 {
            bail!("run {run} isn't there");
        }
        let mut out = BufWriter::with_capacity(1 << 20, File::create(dest)?);
        let got = io::copy(&mut s.take(size), &mut out)?;
        out.flush()?;
        if got != size {
            bail!("run {run}: {got} of {size} bytes");
        }
        Ok(got)
    }
}
