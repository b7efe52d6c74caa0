use std::net::{TcpListener, TcpStream};
use std::thread;

fn serve(s: TcpStream, motto: &'static str) {
    use std::io::Write;
    let mut s = s;
    let _ = s.write_all(motto.as_bytes());
}

// what is leaked is a text, once: no connection
pub fn run(l: TcpListener, motto: String) {
    let motto: &'static str = Box::leak(motto.into_boxed_str());
    for s in l.incoming().flatten() {
        thread::spawn(move || serve(s, motto));
    }
}
