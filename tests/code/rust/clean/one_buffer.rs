use std::io::Write;
use std::net::TcpStream;

pub fn spell(stream: &mut TcpStream, words: &[&str]) -> std::io::Result<()> {
    let mut out = Vec::new();
    for w in words {
        out.extend_from_slice(w.as_bytes());
        out.push(b'\n');
    }
    stream.write_all(&out)
}
