use std::io::{BufWriter, Read, Write};
use std::net::TcpStream;

pub fn call(stream: &mut TcpStream, head: &[u8], body: &[u8]) -> std::io::Result<usize> {
    {
        let mut w = BufWriter::new(&*stream);
        w.write_all(head)?;
        w.write_all(body)?;
        w.flush()?;
    }
    let mut answer = [0u8; 512];
    stream.read(&mut answer)
}
