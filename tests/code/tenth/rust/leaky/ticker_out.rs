use std::io::{self, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{mpsc, Arc, RwLock};
use std::thread;
use std::time::Duration;

#[derive(Debug, Clone)]
pub struct Tick {
    pub isin: [u8; 12],
    pub px: i64,
    pub qty: u32,
}

impl Tick {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.isin);
        out.extend_from_slice(&self.px.to_be_bytes());
        out.extend_from_slice(&self.qty.to_be_bytes());
    }
}

#[derive(Default)]
pub struct Audience {
    list: RwLock<Vec<Arc<TcpStream>>>,
}

impl Audience {
    fn admit(&self, s: TcpStream) -> io::Result<()> {
        s.set_nodelay(true)?;
        s.set_write_timeout(Some(Duration::from_millis(250)))?;
        s.shutdown(std::net::Shutdown::Read)?;
        self.list.write().unwrap().push(Arc::new(s));
        Ok(())
    }

    /// Sends one batch of ticks to everybody.
    fn publish(&self, batch: &[Tick]) -> usize {
        let mut buf = Vec::with_capacity(batch.len() * 24);
        batch.iter().for_each(|t| t.encode(&mut buf));
        let mut reached = 0;
        for s in self.list.read().unwrap().iter() {
            match (&**s).write_all(&buf) {
                Ok(()) => reached += 1,
                Err(e) => eprintln!("ticker: {:?}: {}", s.peer_addr().ok(), e),
            }
        }
        reached
    }
}

pub fn run(addr: &str, ticks: mpsc::Receiver<Tick>) -> io::Result<()> {
    let audience = Arc::new(Audience::default());
    let l = TcpListener::bind(addr)?;
    let door = Arc::clone(&audience);
    thread::Builder::new().name("ticker-door".into()).spawn(move || loop {
        match l.accept() {
            Ok((s, from)) => match door.admit(s) {
                Ok(()) => println!("ticker: {from} subscribed"),
                Err(e) => eprintln!("ticker: {from}: {e}"),
            },
            Err(e) => {
                eprintln!("ticker: accept: {e}");
                thread::sleep(Duration::from_millis(200));
            }
        }
    })?;

    let mut batch = Vec::new();
    while let Ok(t) = ticks.recv() {
        batch.push(t);
        batch.extend(ticks.try_iter().take(63));
        audience.publish(&batch);
        batch.clear();
    }
    Ok(())
}
