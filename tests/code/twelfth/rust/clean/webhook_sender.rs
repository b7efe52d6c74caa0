use reqwest::{Client, StatusCode};
use serde_json::Value;
use std::time::Duration;
use tokio::sync::mpsc::Receiver;

pub struct Delivery {
    pub url: String,
    pub body: Value,
    pub attempt: u32,
}

#[derive(thiserror::Error, Debug)]
pub enum SendError {
    #[error("transport: {0}")]
    Http(#[from] reqwest::Error),
    #[error("endpoint said {0}")]
    Status(StatusCode),
}

fn client() -> reqwest::Result<Client> {
    Client::builder()
        .user_agent("parcelhook/3.1")
        .connect_timeout(Duration::from_secs(4))
        .timeout(Duration::from_secs(15))
        .pool_idle_timeout(Duration::from_secs(30))
        .pool_max_idle_per_host(4)
        .build()
}

async fn deliver(http: &Client, d: &Delivery) -> Result<(), SendError> {
    let resp = http.post(&d.url).json(&d.body).send().await?;
    let status = resp.status();
    // take the body (they are a few bytes) so that the connection goes back to the pool
    let _ = resp.bytes().await?;
    if status.is_success() { Ok(()) } else { Err(SendError::Status(status)) }
}

/// Eight of these run side by side, all on one client.
async fn worker(http: Client, rx: std::sync::Arc<tokio::sync::Mutex<Receiver<Delivery>>>) {
    loop {
        let next = rx.lock().await.recv().await;
        let Some(mut d) = next else { break };
        while let Err(e) = deliver(&http, &d).await {
            d.attempt += 1;
            tracing::warn!(url = %d.url, attempt = d.attempt, "{e}");
            if d.attempt >= 5 {
                metrics::counter!("hooks_given_up").increment(1);
                break;
            }
            tokio::time::sleep(Duration::from_secs(2u64.pow(d.attempt))).await;
        }
    }
}

pub async fn run(rx: Receiver<Delivery>) -> anyhow::Result<()> {
    let http = client()?;
    let rx = std::sync::Arc::new(tokio::sync::Mutex::new(rx));
    let crew: Vec<_> = (0..8).map(|_| tokio::spawn(worker(http.clone(), rx.clone()))).collect();
    for c in crew {
        c.await?;
    }
    Ok(())
}
