use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{channel, Receiver, Sender};
use std::thread;
use std::time::Duration;

enum Msg {
    Joined(u32, TcpStream),
    Bid(u32, u64),
    Left(u32),
}

struct Bidder {
    id: u32,
    out: TcpStream,
    present: bool,
}

fn hall(rx: Receiver<Msg>) {
    let mut bidders: Vec<Bidder> = Vec::new();
    let mut top = 0u64;
    for m in rx {
        match m {
            Msg::Joined(id, out) => bidders.push(Bidder { id, out, present: true }),
            Msg::Bid(id, amount) if amount > top => {
                top = amount;
                let line = format!("TOP {amount} BY {id}\n");
                bidders.retain_mut(|b| !b.present || b.out.write_all(line.as_bytes()).is_ok());
            }
            Msg::Bid(..) => {}
            Msg::Left(id) => {
                if let Some(b) = bidders.iter_mut().find(|b| b.id == id) {
                    b.present = false;
                }
                println!("bidder {id} left the hall");
            }
        }
    }
}

fn listen_to(id: u32, s: TcpStream, tx: Sender<Msg>) {
    let _ = s.set_read_timeout(Some(Duration::from_secs(900)));
    for line in BufReader::new(s).lines() {
        match line.as_deref().map(str::parse::<u64>) {
            Ok(Ok(v)) => drop(tx.send(Msg::Bid(id, v))),
            Ok(Err(_)) => {}
            Err(_) => break,
        }
    }
    let _ = tx.send(Msg::Left(id));
}

pub fn open_hall(l: TcpListener) {
    let (tx, rx) = channel();
    thread::spawn(move || hall(rx));
    for (id, s) in (1u32..).zip(l.incoming()) {
        let Ok(s) = s else {
            thread::sleep(Duration::from_millis(200));
            continue;
        };
        let _ = s.set_write_timeout(Some(Duration::from_secs(1)));
        let Ok(out) = s.try_clone() else { continue };
        let _ = tx.send(Msg::Joined(id, out));
        let tx = tx.clone();
        thread::spawn(move || listen_to(id, s, tx));
    }
}
