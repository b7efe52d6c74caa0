use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// What the dashboard shows about a node.
pub struct Probe {
    pub rtt: Duration,
    pub state: String,
    link: TcpStream,
}

#[derive(Default)]
pub struct Board {
    history: BTreeMap<SocketAddr, Vec<Probe>>,
}

impl Board {
    fn ask(addr: SocketAddr) -> std::io::Result<Probe> {
        let start = Instant::now();
        let mut link = TcpStream::connect_timeout(&addr, Duration::from_secs(2))?;
        link.set_read_timeout(Some(Duration::from_secs(2)))?;
        link.set_write_timeout(Some(Duration::from_secs(2)))?;
        link.write_all(b"ruok")?;
        let mut answer = [0u8; 4];
        link.read_exact(&mut answer)?;
        let state = String::from_utf8_lossy(&answer).into_owned();
        Ok(Probe { rtt: start.elapsed(), state, link })
    }

    pub fn round(&mut self, nodes: &[SocketAddr]) {
        for n in nodes {
            match Self::ask(*n) {
                Ok(p) => {
                    if p.state != "imok" {
                        let from = p.link.local_addr().map(|a| a.to_string()).unwrap_or_default();
                        eprintln!("{n} (asked from {from}): {}", p.state);
                    }
                    self.history.entry(*n).or_default().push(p);
                }
                Err(e) => eprintln!("{n}: {e}"),
            }
        }
    }

    pub fn mean_rtt(&self, n: &SocketAddr) -> Option<Duration> {
        let v = self.history.get(n)?;
        Some(v.iter().map(|p| p.rtt).sum::<Duration>() / v.len().max(1) as u32)
    }
}

pub fn watch(nodes: Vec<SocketAddr>) {
    let mut b = Board::default();
    loop {
        b.round(&nodes);
        std::thread::sleep(Duration::from_secs(10));
    }
}
