use dashmap::DashMap;
use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::mpsc,
    time::timeout,
};

pub struct LiftRegistry {
    stations: DashMap<String, mpsc::Sender<Vec<u8>>>,
}

impl LiftRegistry {
    pub async fn order(&self, station: &str, frame: Vec<u8>) -> anyhow::Result<()> {
        let tx = self
            .stations
            .get(station)
            .map(|e| e.value().clone())
            .ok_or_else(|| anyhow::anyhow!("no station {station}"))?;
        tx.try_send(frame)?;
        Ok(())
    }
}

/// One valley or mountain station of the chair lift.
pub async fn station(sock: TcpStream, name: String, reg: Arc<LiftRegistry>) -> anyhow::Result<()> {
    sock.set_nodelay(true)?;
    let (mut rd, mut wr) = sock.into_split();
    let (tx, mut rx) = mpsc::channel::<Vec<u8>>(32);
    reg.stations.insert(name.clone(), tx);

    tokio::spawn(async move {
        while let Some(frame) = rx.recv().await {
            if !matches!(timeout(Duration::from_secs(2), wr.write_all(&frame)).await, Ok(Ok(()))) {
                break;
            }
        }
    });

    let mut buf = [0u8; 256];
    loop {
        let n = match timeout(Duration::from_secs(60), rd.read(&mut buf)).await {
            Ok(Ok(n)) => n,
            Ok(Err(e)) => {
                tracing::warn!(%name, "station read: {e}");
                0
            }
            Err(_) => 0,
        };
        if n == 0 {
            tracing::info!(%name, "station offline");
            break;
        }
        telemetry(&name, &buf[..n]);
    }
    Ok(())
}

fn telemetry(name: &str, b: &[u8]) {
    tracing::trace!(name, len = b.len(), "telemetry");
}
