use std::io::{self, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

pub struct Row {
    pub sku: String,
    pub store: u32,
    pub on_hand: i32,
    pub reserved: i32,
    pub note: Option<String>,
}

pub trait Inventory: Send + Sync + 'static {
    fn rows(&self) -> Box<dyn Iterator<Item = Row> + '_>;
}

fn field(out: &mut TcpStream, v: &str, last: bool) -> io::Result<()> {
    if v.contains([',', '"', '\n']) {
        out.write_all(format!("\"{}\"", v.replace('"', "\"\"")).as_bytes())?;
    } else {
        out.write_all(v.as_bytes())?;
    }
    out.write_all(if last { b"\r\n" } else { b"," })
}

fn dump(mut out: TcpStream, inv: &dyn Inventory) -> io::Result<usize> {
    out.set_nodelay(true)?;
    out.set_write_timeout(Some(Duration::from_secs(30)))?;
    let mut n = 0;
    for r in inv.rows() {
        field(&mut out, &r.sku, false)?;
        field(&mut out, &r.store.to_string(), false)?;
        field(&mut out, &r.on_hand.to_string(), false)?;
        field(&mut out, &r.reserved.to_string(), false)?;
        field(&mut out, r.note.as_deref().unwrap_or(""), true)?;
        n += 1;
    }
    out.shutdown(Shutdown::Write)?;
    Ok(n)
}

/// Anybody who connects gets the whole inventory (300 000 rows at night).
pub fn serve(addr: &str, inv: Arc<dyn Inventory>) -> io::Result<()> {
    let l = TcpListener::bind(addr)?;
    loop {
        let (s, who) = match l.accept() {
            Ok(x) => x,
            Err(e) => {
                eprintln!("inventory: accept: {e}");
                thread::sleep(Duration::from_millis(250));
                continue;
            }
        };
        let inv = inv.clone();
        thread::spawn(move || match dump(s, &*inv) {
            Ok(n) => println!("inventory: {n} rows to {who}"),
            Err(e) => println!("inventory: {who}: {e}"),
        });
    }
}
