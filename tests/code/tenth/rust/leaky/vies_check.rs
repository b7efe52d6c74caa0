use std::time::Duration;

use reqwest::{Client, StatusCode};
use serde::Deserialize;
use thiserror::Error;

#[derive(Debug, Error)]
pub enum VatError {
    #[error("transport: {0}")]
    Http(#[from] reqwest::Error),
    #[error("service answered {0}")]
    Status(StatusCode),
}

#[derive(Debug, Deserialize)]
pub struct VatInfo {
    pub valid: bool,
    #[serde(rename = "traderName")]
    pub name: Option<String>,
}

#[derive(Debug)]
pub struct Customer {
    pub id: i64,
    pub country: String,
    pub vat: String,
}

async fn check(base: &str, c: &Customer) -> Result<VatInfo, VatError> {
    let http = Client::builder()
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_secs(20))
        .user_agent("erp-vat/3")
        .build()?;
    let resp = http
        .get(format!("{base}/ms/{}/vat/{}", c.country, c.vat))
        .send()
        .await?;
    match resp.status() {
        StatusCode::OK => Ok(resp.json().await?),
        s => Err(VatError::Status(s)),
    }
}

/// Nightly run over all customers of the EU entities, about 80 000.
pub async fn verify_all(base: &str, customers: &[Customer]) -> Vec<(i64, bool)> {
    let mut out = Vec::with_capacity(customers.len());
    for c in customers {
        match check(base, c).await {
            Ok(info) => {
                if let (true, None) = (info.valid, &info.name) {
                    tracing::debug!(id = c.id, "valid, no name published");
                }
                out.push((c.id, info.valid));
            }
            Err(VatError::Status(s)) if s.is_server_error() => {
                tracing::warn!(id = c.id, %s, "member state not available");
            }
            Err(e) => tracing::error!(id = c.id, "{e}"),
        }
    }
    out
}
