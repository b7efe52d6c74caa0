use std::sync::Arc;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::sync::{broadcast, Mutex};

#[derive(Default)]
pub struct Totals {
    pub litres: u64,
    pub sessions: u64,
}

/// One task per filling pump.
pub async fn pump_task(
    mut stream: TcpStream,
    totals: Arc<Mutex<Totals>>,
    mut shutdown: broadcast::Receiver<()>,
) {
    let mut pulse = [0u8; 4];
    let mut sum = 0u64;
    loop {
        tokio::select! {
            _ = shutdown.recv() => {
                flush(&totals, sum).await;
                return;
            }
            r = stream.read_exact(&mut pulse) => match r {
                Ok(_) => sum += u32::from_be_bytes(pulse) as u64,
                Err(e) => {
                    tracing::info!("pump stopped: {e}, {sum} pulses so far");
                    break;
                }
            }
        }
    }
    // keep the numbers until the daily close
    let _ = shutdown.recv().await;
    flush(&totals, sum).await;
    drop(stream);
}

async fn flush(totals: &Mutex<Totals>, pulses: u64) {
    let mut t = totals.lock().await;
    t.litres += pulses / 100;
    t.sessions += 1;
}
