use std::io::{self, BufReader, BufWriter, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

pub struct Sample {
    pub tube: u64,
    pub analyte: u16,
    pub value: f32,
}

/// Sends a batch of results to the lab system and waits for its verdict.
/// Wire: u32 count, then 14 bytes per sample; answer: u32 accepted.
pub struct LabExport {
    rd: BufReader<TcpStream>,
    wr: BufWriter<TcpStream>,
}

impl LabExport {
    pub fn open(addr: &SocketAddr) -> io::Result<LabExport> {
        let s = TcpStream::connect_timeout(addr, Duration::from_secs(5))?;
        s.set_nodelay(true)?;
        s.set_read_timeout(Some(Duration::from_secs(30)))?;
        s.set_write_timeout(Some(Duration::from_secs(30)))?;
        let rd = BufReader::new(s.try_clone()?);
        Ok(LabExport { rd, wr: BufWriter::with_capacity(32 * 1024, s) })
    }

    pub fn batch(&mut self, samples: &[Sample]) -> io::Result<u32> {
        self.wr.write_all(&(samples.len() as u32).to_be_bytes())?;
        for s in samples {
            self.wr.write_all(&s.tube.to_be_bytes())?;
            self.wr.write_all(&s.analyte.to_be_bytes())?;
            self.wr.write_all(&s.value.to_be_bytes())?;
        }
        self.wr.flush()?;
        let mut accepted = [0u8; 4];
        self.rd.read_exact(&mut accepted)?;
        Ok(u32::from_be_bytes(accepted))
    }
}

pub fn export_all(addr: &SocketAddr, all: &[Sample]) -> io::Result<u32> {
    let mut lab = LabExport::open(addr)?;
    let mut sum = 0;
    for part in all.chunks(500) {
        sum += lab.batch(part)?;
    }
    Ok(sum)
}
