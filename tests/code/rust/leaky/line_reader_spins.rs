use std::io::{BufRead, BufReader};
use std::net::TcpStream;

pub fn lines(stream: TcpStream) {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    loop {
        line.clear();
        match reader.read_line(&mut line) {
            Ok(0) => { // expect: close-wait-leak
                println!("nothing yet");
            }
            Ok(_) => println!("{line}"),
            Err(_) => break,
        }
    }
}
