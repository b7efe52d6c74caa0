use std::net::IpAddr;
use std::time::Duration;

use anyhow::{Context, Result};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub struct Place {
    pub country: String,
    pub city: Option<String>,
}

fn client() -> Result<reqwest::Client> {
    reqwest::Client::builder()
        .timeout(Duration::from_secs(5))
        .user_agent(concat!("geo/", env!("CARGO_PKG_VERSION")))
        .build()
        .context("http client")
}

pub async fn annotate(base: &str, ips: &[IpAddr]) -> Result<Vec<(IpAddr, Option<Place>)>> {
    let mut out = Vec::with_capacity(ips.len());
    let http = client()?;
    for ip in ips {
        let resp = http
            .get(format!("{base}/v1/ip/{ip}"))
            .send()
            .await
            .with_context(|| format!("lookup of {ip}"))?;
        if resp.status() == reqwest::StatusCode::NOT_FOUND {
            out.push((*ip, None));
            continue;
        }
        let place = resp.error_for_status()?.json::<Place>().await?;
        out.push((*ip, Some(place)));
    }
    Ok(out)
}
