use anyhow::Result;
use futures::{stream, StreamExt};
use serde::Deserialize;
use std::time::Duration;

#[derive(Deserialize)]
struct Answer {
    ok: bool,
}

pub struct IbanChecker {
    http: reqwest::Client,
    base: String,
}

impl IbanChecker {
    pub fn new(base: impl Into<String>) -> Result<Self> {
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(8))
            .connect_timeout(Duration::from_secs(2))
            .pool_max_idle_per_host(10)
            .pool_idle_timeout(Duration::from_secs(45))
            .build()?;
        Ok(IbanChecker { http, base: base.into() })
    }

    async fn check(&self, iban: &str) -> Result<bool> {
        let a: Answer = self
            .http
            .get(format!("{}/iban/{iban}", self.base))
            .send()
            .await?
            .error_for_status()?
            .json()
            .await?;
        Ok(a.ok)
    }

    /// Payment run: ten lookups at a time over the shared client.
    pub async fn bad_ones(&self, ibans: &[String]) -> Vec<String> {
        stream::iter(ibans)
            .map(|i| async move { (i, self.check(i).await) })
            .buffer_unordered(10)
            .filter_map(|(i, r)| async move {
                match r {
                    Ok(true) => None,
                    Ok(false) => Some(i.clone()),
                    Err(e) => {
                        log::warn!("{i}: {e}");
                        Some(i.clone())
                    }
                }
            })
            .collect()
            .await
    }
}
