use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// IPMI-over-TCP sessions to rack controllers; the controllers allow four at
/// once, so we keep the recently used ones and let the others go.
pub struct Racks {
    keep: usize,
    recent: Mutex<VecDeque<(IpAddr, Instant, Arc<Mutex<TcpStream>>)>>,
}

const MAX_AGE: Duration = Duration::from_secs(45);

impl Racks {
    pub fn new(keep: usize) -> Self {
        Racks { keep, recent: Mutex::new(VecDeque::with_capacity(keep + 1)) }
    }

    fn session(&self, ip: IpAddr) -> io::Result<Arc<Mutex<TcpStream>>> {
        {
            let mut q = self.recent.lock().unwrap();
            q.retain(|(_, used, _)| used.elapsed() < MAX_AGE);
            if let Some(i) = q.iter().position(|(a, _, _)| *a == ip) {
                let (_, _, s) = q.remove(i).unwrap();
                q.push_front((ip, Instant::now(), s.clone()));
                return Ok(s);
            }
        }
        let s = TcpStream::connect_timeout(&SocketAddr::new(ip, 6230), Duration::from_secs(3))?;
        s.set_nodelay(true)?;
        s.set_read_timeout(Some(Duration::from_secs(5)))?;
        s.set_write_timeout(Some(Duration::from_secs(5)))?;
        let s = Arc::new(Mutex::new(s));
        let mut q = self.recent.lock().unwrap();
        q.retain(|(a, _, _)| *a != ip);
        q.push_front((ip, Instant::now(), s.clone()));
        // whoever still talks over an evicted session holds its own Arc
        q.truncate(self.keep);
        Ok(s)
    }

    fn evict(&self, s: &Arc<Mutex<TcpStream>>) {
        self.recent.lock().unwrap().retain(|(_, _, o)| !Arc::ptr_eq(o, s));
    }

    pub fn sensor(&self, ip: IpAddr, id: u8) -> io::Result<i16> {
        let s = self.session(ip)?;
        let r = {
            let mut g = s.lock().unwrap();
            read_sensor(&mut g, id)
        };
        if let Err(e) = &r {
            eprintln!("rack {ip} sensor {id}: {e}");
            self.evict(&s);
        }
        r
    }
}

fn read_sensor(s: &mut TcpStream, id: u8) -> io::Result<i16> {
    s.write_all(&[0x04, 0x2d, id, 0x00])?;
    let mut a = [0u8; 4];
    s.read_exact(&mut a)?;
    if a[0] != 0x04 || a[1] != id {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "answer to another question"));
    }
    Ok(i16::from_be_bytes([a[2], a[3]]))
}
