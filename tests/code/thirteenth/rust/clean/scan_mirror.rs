use anyhow::{ensure, Context, Result};
use socket2::{Domain, Protocol, Socket, TcpKeepalive, Type};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

/// Mirror of the map scans (up to 3 GB a sheet) from the national archive.
/// Buffer sizes are left to the kernel's autotuning.
fn dial(archive: SocketAddr) -> Result<TcpStream> {
    let s = Socket::new(Domain::for_address(archive), Type::STREAM, Some(Protocol::TCP))?;
    s.set_tcp_keepalive(&TcpKeepalive::new().with_time(Duration::from_secs(60)))?;
    s.connect_timeout(&archive.into(), Duration::from_secs(10))?;
    s.set_read_timeout(Some(Duration::from_secs(45)))?;
    s.set_write_timeout(Some(Duration::from_secs(45)))?;
    Ok(s.into())
}

pub fn mirror(archive: SocketAddr, sheets: &[&str], dir: &Path) -> Result<u64> {
    let mut conn = dial(archive).with_context(|| format!("archive {archive}"))?;
    conn.set_nodelay(true)?;
    let mut total = 0;
    for sheet in sheets {
        conn.write_all(format!("SHEET {sheet}\n").as_bytes())?;
        let mut size = [0u8; 8];
        conn.read_exact(&mut size)?;
        let size = u64::from_be_bytes(size);
        if size == 0 {
            log::warn!("sheet {sheet} isn't scanned");
            continue;
        }
        let part = dir.join(format!("{sheet}.part"));
        let mut f = File::create(&part)?;
        let got = io::copy(&mut Read::by_ref(&mut conn).take(size), &mut f)?;
        ensure!(got == size, "sheet {sheet}: {got} of {size} bytes");
        f.sync_all()?;
        fs::rename(&part, dir.join(format!("{sheet}.tif")))?;
        total += got;
    }
    Ok(total)
}
