use std::fs::File;
use std::io::{self, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use socket2::SockRef;

/// Hands the nightly price list to the tills; each connects, reads to the end and goes.
pub struct PriceList {
    file: PathBuf,
}

impl PriceList {
    pub fn new(file: &Path) -> Self {
        PriceList { file: file.to_owned() }
    }

    fn send(&self, mut till: TcpStream) -> io::Result<u64> {
        till.set_write_timeout(Some(Duration::from_secs(30)))?;
        // 4000 tills a night left the table full of TIME_WAIT
        SockRef::from(&till).set_linger(Some(Duration::from_secs(0)))?;
        let mut f = BufReader::with_capacity(1 << 16, File::open(&self.file)?);
        let n = io::copy(&mut f, &mut till)?;
        till.flush()?;
        Ok(n)
    }

    pub fn serve(self, listener: TcpListener) -> io::Result<()> {
        let me = std::sync::Arc::new(self);
        loop {
            let (till, from) = listener.accept()?;
            let me = me.clone();
            std::thread::spawn(move || match me.send(till) {
                Ok(n) => println!("{from}: {n} bytes"),
                Err(e) => eprintln!("{from}: {e}"),
            });
        }
    }
}
