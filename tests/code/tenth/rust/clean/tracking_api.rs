use std::time::Duration;

use reqwest::{Client, StatusCode};
use serde::Deserialize;
use tokio::time::sleep;
use tracing::warn;

#[derive(Debug, Deserialize)]
pub struct Leg {
    pub hub: String,
    pub at: String,
}

#[derive(Clone)]
pub struct Carrier {
    http: Client,
    base: String,
}

impl Carrier {
    pub fn new(base: impl Into<String>) -> reqwest::Result<Self> {
        let http = Client::builder()
            .connect_timeout(Duration::from_secs(3))
            .timeout(Duration::from_secs(10))
            .pool_idle_timeout(Duration::from_secs(50))
            .pool_max_idle_per_host(16)
            .build()?;
        Ok(Self { http, base: base.into() })
    }

    pub async fn legs(&self, parcel: &str) -> anyhow::Result<Vec<Leg>> {
        let url = format!("{}/parcels/{parcel}/legs", self.base);
        let mut tries = 0u32;
        loop {
            tries += 1;
            let again = match self.http.get(&url).send().await {
                Ok(r) if r.status() == StatusCode::NOT_FOUND => return Ok(Vec::new()),
                Ok(r) if r.status().is_server_error() || r.status() == StatusCode::TOO_MANY_REQUESTS => {
                    let status = r.status();
                    // read the short error page, the connection can then go back
                    let text = r.text().await.unwrap_or_default();
                    warn!(%status, parcel, "carrier says {:.80}", text);
                    anyhow::anyhow!("carrier: {status}")
                }
                Ok(r) => return Ok(r.error_for_status()?.json().await?),
                Err(e) if e.is_connect() || e.is_timeout() => e.into(),
                Err(e) => return Err(e.into()),
            };
            if tries == 4 {
                return Err(again);
            }
            sleep(Duration::from_millis(150 << tries)).await;
        }
    }

    /// Parcels of one manifest, a few at a time over the shared client.
    pub async fn manifest(&self, parcels: &[String]) -> Vec<(String, usize)> {
        let mut out = Vec::new();
        for group in parcels.chunks(8) {
            let mut set = tokio::task::JoinSet::new();
            for p in group.iter().cloned() {
                let me = self.clone();
                set.spawn(async move { (me.legs(&p).await, p) });
            }
            while let Some(done) = set.join_next().await {
                match done {
                    Ok((Ok(l), p)) => out.push((p, l.len())),
                    Ok((Err(e), p)) => warn!(parcel = %p, "{e:#}"),
                    Err(e) => warn!("task: {e}"),
                }
            }
        }
        out
    }
}
