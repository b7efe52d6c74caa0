use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

#[derive(Debug)]
struct Assoc {
    modality: String,
    conn: TcpStream,
}

/// Reads the calling AE title and asks the directory (LDAP, takes 0.5–2 s) who that is.
fn associate(mut conn: TcpStream) -> io::Result<Assoc> {
    conn.set_read_timeout(Some(Duration::from_secs(20)))?;
    conn.set_write_timeout(Some(Duration::from_secs(20)))?;
    conn.set_nodelay(true)?;
    let mut ae = [0u8; 16];
    conn.read_exact(&mut ae)?;
    let title = String::from_utf8_lossy(&ae).trim().to_string();
    let modality = directory::lookup(&title)?;
    conn.write_all(b"\x02")?;
    Ok(Assoc { modality, conn })
}

fn store_images(mut a: Assoc) -> io::Result<u64> {
    let mut file = std::fs::File::create(format!("/pacs/in/{}.dcm", a.modality))?;
    let n = io::copy(&mut a.conn, &mut file)?;
    file.sync_all()?;
    Ok(n)
}

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("0.0.0.0:11112")?;
    loop {
        let (conn, from) = match listener.accept() {
            Ok(x) => x,
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(500));
                continue;
            }
        };
        match associate(conn) {
            Ok(a) => {
                thread::spawn(move || match store_images(a) {
                    Ok(n) => println!("{from}: {n} bytes stored"),
                    Err(e) => println!("{from}: {e}"),
                });
            }
            Err(e) => println!("{from}: association refused: {e}"),
        }
    }
}

mod directory {
    pub fn lookup(title: &str) -> std::io::Result<String> {
        let out = std::process::Command::new("ldapsearch").arg("-LLL").arg(format!("(ae={title})")).output()?;
        Ok(String::from_utf8_lossy(&out.stdout).into_owned())
    }
}
