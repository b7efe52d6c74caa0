use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Answer {
    percent: f64,
    reduced: Option<f64>,
}

#[derive(Debug)]
pub enum Failure {
    Transport(reqwest::Error),
    Status(reqwest::StatusCode, String),
}

impl From<reqwest::Error> for Failure {
    fn from(e: reqwest::Error) -> Self {
        Failure::Transport(e)
    }
}

#[derive(Clone)]
pub struct VatLookup {
    http: reqwest::Client,
    base: String,
}

impl VatLookup {
    pub fn new(base: &str) -> Result<Self, Failure> {
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(2))
            .timeout(Duration::from_secs(8))
            .pool_idle_timeout(Duration::from_secs(30))
            .pool_max_idle_per_host(8)
            .build()?;
        Ok(VatLookup { http, base: base.trim_end_matches('/').to_string() })
    }

    pub async fn country(&self, code: &str) -> Result<Option<f64>, Failure> {
        let r = self.http.get(format!("{}/vat/{code}", self.base)).send().await?;
        match r.status().as_u16() {
            200 => {
                let a: Answer = r.json().await?;
                Ok(Some(a.reduced.unwrap_or(a.percent)))
            }
            404 => Ok(None),
            _ => {
                let status = r.status();
                Err(Failure::Status(status, r.text().await.unwrap_or_default()))
            }
        }
    }

    pub async fn all(&self, codes: &[&str]) -> BTreeMap<String, f64> {
        let mut out = BTreeMap::new();
        for c in codes {
            match self.country(c).await {
                Ok(Some(p)) => {
                    out.insert(c.to_string(), p);
                }
                Ok(None) => log::info!("{c}: not in the union"),
                Err(e) => log::error!("{c}: {e:?}"),
            }
        }
        out
    }
}
