use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

#[derive(Clone)]
struct Console {
    who: SocketAddr,
    out: Arc<TcpStream>,
}

type Consoles = Arc<Mutex<Vec<Console>>>;

fn main() {
    let consoles: Consoles = Arc::new(Mutex::new(Vec::new()));
    let udp = std::net::UdpSocket::bind("0.0.0.0:162").expect("trap port");
    {
        let consoles = consoles.clone();
        thread::spawn(move || {
            let mut pkt = [0u8; 1500];
            while let Ok((n, from)) = udp.recv_from(&mut pkt) {
                let line = format!("{} {}\n", from.ip(), hex(&pkt[..n]));
                broadcast(&consoles, &line);
            }
        });
    }
    let srv = TcpListener::bind("0.0.0.0:4162").expect("console port");
    loop {
        match srv.accept() {
            Ok((s, who)) => {
                let consoles = consoles.clone();
                thread::spawn(move || console(s, who, consoles));
            }
            Err(e) => {
                eprintln!("accept: {}", e);
                thread::sleep(Duration::from_secs(1));
            }
        }
    }
}

fn broadcast(consoles: &Consoles, line: &str) {
    let all: Vec<Console> = consoles.lock().unwrap().clone();
    for c in &all {
        if let Err(e) = (&*c.out).write_all(line.as_bytes()) {
            eprintln!("{}: {}", c.who, e);
        }
    }
}

fn console(s: TcpStream, who: SocketAddr, consoles: Consoles) {
    s.set_write_timeout(Some(Duration::from_secs(2))).ok();
    s.set_read_timeout(Some(Duration::from_secs(3600))).ok();
    let out = Arc::new(s);
    consoles.lock().unwrap().push(Console { who, out: out.clone() });
    let mut input = BufReader::new(&*out);
    let mut cmd = String::new();
    loop {
        cmd.clear();
        match input.read_line(&mut cmd) {
            Ok(0) | Err(_) => break,
            Ok(_) => {}
        }
        if cmd.trim() == "quit" {
            break;
        }
        if (&*out).write_all(b"? only quit\n").is_err() {
            break;
        }
    }
    println!("{} left", who);
}

fn hex(b: &[u8]) -> String {
    b.iter().map(|x| format!("{:02x}", x)).collect()
}
