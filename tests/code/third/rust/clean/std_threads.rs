use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

pub trait Lookup: Send + Sync + 'static {
    fn get(&self, key: &str) -> Option<String>;
}

fn serve_one(stream: TcpStream, db: &dyn Lookup) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(120)))?;
    stream.set_nodelay(true)?;
    let mut out = stream.try_clone()?;
    let mut input = BufReader::new(stream);
    let mut line = String::new();
    loop {
        line.clear();
        if input.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let key = line.trim();
        if key == "quit" {
            return Ok(());
        }
        let reply = match db.get(key) {
            Some(v) => format!("= {v}\n"),
            None => "!\n".to_string(),
        };
        out.write_all(reply.as_bytes())?;
    }
}

pub fn serve(listener: TcpListener, db: Arc<dyn Lookup>) {
    for stream in listener.incoming() {
        match stream {
            Ok(s) => {
                let db = Arc::clone(&db);
                thread::spawn(move || {
                    if let Err(e) = serve_one(s, &*db) {
                        eprintln!("client: {e}");
                    }
                });
            }
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(100));
            }
        }
    }
}
