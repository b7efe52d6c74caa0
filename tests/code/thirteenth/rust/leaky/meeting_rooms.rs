use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

// Occupancy sensors in the meeting rooms: every reading is exactly 6 bytes.
#[derive(Debug)]
pub struct Reading {
    pub room: u16,
    pub people: u8,
    pub co2: u16,
}

fn decode(b: &[u8]) -> Option<Reading> {
    (b[5] == 0x7e).then(|| Reading {
        room: u16::from_be_bytes([b[0], b[1]]),
        people: b[2],
        co2: u16::from_be_bytes([b[3], b[4]]),
    })
}

async fn sensor(mut sock: TcpStream, out: mpsc::Sender<Reading>) {
    let mut acc: Vec<u8> = Vec::with_capacity(64);
    let mut buf = [0u8; 64];
    loop {
        match sock.read(&mut buf).await {
            Ok(0) => {
                // nothing there yet, sensor sends every 15 s
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            Ok(n) => {
                acc.extend_from_slice(&buf[..n]);
                while acc.len() >= 6 {
                    match decode(&acc[..6]) {
                        Some(r) => {
                            if out.send(r).await.is_err() {
                                return;
                            }
                            acc.drain(..6);
                        }
                        None => {
                            acc.drain(..1);
                        }
                    }
                }
            }
            Err(e) => {
                log::warn!("sensor: {e}");
                return;
            }
        }
    }
}

pub async fn listen(addr: &str, out: mpsc::Sender<Reading>) -> std::io::Result<()> {
    let l = TcpListener::bind(addr).await?;
    loop {
        match l.accept().await {
            Ok((s, _)) => {
                tokio::spawn(sensor(s, out.clone()));
            }
            Err(e) => {
                log::error!("accept: {e}");
                tokio::time::sleep(Duration::from_millis(250)).await;
            }
        }
    }
}
