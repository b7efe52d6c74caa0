use mio::net::TcpStream;
use mio::Token;
use std::collections::HashMap;
use std::io::{self, Read};
struct Client { stream: TcpStream, got: usize }
fn ended(clients: &mut HashMap<Token, Client>, t: Token) {
            let mut done = false;
            if let Some(c) = clients.get_mut(&t) {
                let mut buf = [0u8; 1000];
                loop {
                    match c.stream.read(&mut buf) {
                        Ok(0) => {
                            done = true;
                            break;
                        }
                        Ok(n) => c.got += n,
                        Err(e) if e.kind() == io::ErrorKind::WouldBlock => break,
                        Err(_) => {
                            done = true;
                            break;
                        }
                    }
                }
            }
            if done {
                clients.remove(&t);
            }
}
