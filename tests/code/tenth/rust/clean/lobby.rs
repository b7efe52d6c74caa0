use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

#[derive(Clone, Default)]
struct Lobby {
    seats: Arc<Mutex<HashMap<u64, TcpStream>>>,
}

/// Takes the player out of the lobby again, however the thread ends.
struct Present {
    lobby: Lobby,
    id: u64,
}

impl Drop for Present {
    fn drop(&mut self) {
        if let Some(s) = self.lobby.all().remove(&self.id) {
            let _ = s.shutdown(Shutdown::Both);
        }
        println!("player {} left", self.id);
    }
}

impl Lobby {
    fn all(&self) -> MutexGuard<'_, HashMap<u64, TcpStream>> {
        self.seats.lock().unwrap_or_else(|p| p.into_inner())
    }

    fn tell_all(&self, text: &str) {
        let line = format!("{text}\n");
        self.all().retain(|id, s| match s.write_all(line.as_bytes()) {
            Ok(()) => true,
            Err(e) => {
                println!("player {id}: {e}");
                // wakes the player's own thread, which holds the other handle
                let _ = s.shutdown(Shutdown::Both);
                false
            }
        });
    }

    fn enter(&self, id: u64, s: &TcpStream) -> io::Result<Present> {
        self.all().insert(id, s.try_clone()?);
        Ok(Present { lobby: self.clone(), id })
    }
}

fn play(lobby: Lobby, id: u64, s: TcpStream) -> io::Result<()> {
    s.set_nodelay(true)?;
    s.set_read_timeout(Some(Duration::from_secs(600)))?;
    s.set_write_timeout(Some(Duration::from_millis(500)))?;
    let _here = lobby.enter(id, &s)?;
    lobby.tell_all(&format!("* {id} comes in"));
    for line in BufReader::new(s).lines() {
        let line = line?;
        if line == "/quit" {
            break;
        }
        lobby.tell_all(&format!("{id}> {line}"));
    }
    Ok(())
}

fn main() -> io::Result<()> {
    let l = TcpListener::bind("0.0.0.0:6667")?;
    let lobby = Lobby::default();
    for (id, s) in (1u64..).zip(l.incoming()) {
        match s {
            Ok(s) => {
                let lobby = lobby.clone();
                thread::spawn(move || {
                    if let Err(e) = play(lobby, id, s) {
                        println!("player {id}: {e}");
                    }
                });
            }
            Err(e) => {
                eprintln!("accept: {e}");
                thread::sleep(Duration::from_millis(100));
            }
        }
    }
    Ok(())
}
