use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use tokio::time::timeout;

/// Taxi dispatch: cars report in, the office pushes rides to them.
type Cars = Arc<Mutex<HashMap<u64, OwnedWriteHalf>>>;

pub async fn push_ride(cars: &Cars, car: u64, ride: &str) -> bool {
    let mut map = cars.lock().await;
    let Some(w) = map.get_mut(&car) else { return false };
    let line = format!("RIDE {ride}\n");
    match timeout(Duration::from_secs(3), w.write_all(line.as_bytes())).await {
        Ok(Ok(())) => true,
        _ => {
            map.remove(&car);
            false
        }
    }
}

async fn car_loop(stream: TcpStream, car: u64, cars: Cars) {
    stream.set_nodelay(true).ok();
    let (rd, wr) = stream.into_split();
    cars.lock().await.insert(car, wr);
    let mut lines = BufReader::new(rd).lines();
    loop {
        match timeout(Duration::from_secs(120), lines.next_line()).await {
            Ok(Ok(Some(pos))) => tracing::debug!(car, %pos, "position"),
            Ok(Ok(None)) => {
                tracing::info!(car, "signed off");
                return;
            }
            Ok(Err(_)) | Err(_) => {
                cars.lock().await.remove(&car);
                return;
            }
        }
    }
}

pub async fn run(listener: TcpListener, cars: Cars) {
    let mut next = 0u64;
    loop {
        match listener.accept().await {
            Ok((s, _)) => {
                next += 1;
                tokio::spawn(car_loop(s, next, cars.clone()));
            }
            Err(e) => {
                tracing::warn!("accept: {e}");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}
