use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

pub struct Vessel {
    pub mmsi: u32,
    pub name: String,
    pub lat: f64,
    pub lon: f64,
    pub knots: f32,
}

/// Exports the harbour picture (some 20 000 vessels) to the coast guard as CSV.
pub fn export<A: ToSocketAddrs>(to: A, fleet: &[Vessel]) -> io::Result<usize> {
    let addr = to
        .to_socket_addrs()?
        .next()
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no address"))?;
    let mut out = TcpStream::connect_timeout(&addr, Duration::from_secs(5))?;
    out.set_nodelay(true)?;
    out.set_write_timeout(Some(Duration::from_secs(20)))?;

    for v in fleet {
        out.write_all(v.mmsi.to_string().as_bytes())?;
        out.write_all(b",")?;
        out.write_all(v.name.as_bytes())?;
        out.write_all(b",")?;
        out.write_all(format!("{:.5}", v.lat).as_bytes())?;
        out.write_all(b",")?;
        out.write_all(format!("{:.5}", v.lon).as_bytes())?;
        out.write_all(b",")?;
        out.write_all(v.knots.to_string().as_bytes())?;
        out.write_all(b"\n")?;
    }
    out.shutdown(std::net::Shutdown::Write)?;
    out.set_read_timeout(Some(Duration::from_secs(20)))?;
    let mut ack = String::new();
    out.take(4096).read_to_string(&mut ack)?;
    log::info!("coast guard took {} vessels: {}", fleet.len(), ack.trim());
    Ok(fleet.len())
}
