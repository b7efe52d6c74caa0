use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::Command;
use std::time::Duration;

fn migrate(tenant: &str) -> Result<String, String> {
    let out = Command::new("/opt/shop/bin/migrate-tenant")
        .arg(tenant)
        .output()
        .map_err(|e| e.to_string())?;
    if out.status.success() {
        Ok(String::from_utf8_lossy(&out.stdout).trim().to_string())
    } else {
        Err(format!("exit {:?}", out.status.code()))
    }
}

fn main() {
    let l = TcpListener::bind("0.0.0.0:7711").expect("bind");
    println!("migration agent ready, tenants move one after the other");
    for c in l.incoming() {
        let Ok(mut c) = c else {
            std::thread::sleep(Duration::from_millis(100));
            continue;
        };
        c.set_read_timeout(Some(Duration::from_secs(5))).ok();
        c.set_write_timeout(Some(Duration::from_secs(5))).ok();
        let mut tenant = String::new();
        let n = match BufReader::new(&c).read_line(&mut tenant) {
            Ok(n) => n,
            Err(e) => {
                eprintln!("request: {e}");
                continue;
            }
        };
        if n == 0 {
            continue;
        }
        // takes 2 to 10 minutes for the bigger shops
        let answer = match migrate(tenant.trim()) {
            Ok(s) => format!("done {s}\n"),
            Err(e) => format!("failed {e}\n"),
        };
        if let Err(e) = c.write_all(answer.as_bytes()) {
            eprintln!("{}: {e}", tenant.trim());
        }
    }
}
