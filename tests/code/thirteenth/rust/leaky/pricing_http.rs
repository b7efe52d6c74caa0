use std::sync::OnceLock;
use std::time::Duration;

use reqwest::{Client, Url};
use serde::{Deserialize, Serialize};

/// Freight pricing lives in the other data centre, behind two firewalls (state table: 15 min).
/// We ask it perhaps a dozen times a day, mostly in bursts.
static HTTP: OnceLock<Client> = OnceLock::new();

fn http() -> &'static Client {
    HTTP.get_or_init(|| {
        Client::builder()
            .connect_timeout(Duration::from_secs(3))
            .timeout(Duration::from_secs(25))
            .pool_max_idle_per_host(8)
            .pool_idle_timeout(None)
            .build()
            .expect("http client")
    })
}

#[derive(Serialize)]
pub struct Shipment<'a> {
    pub from: &'a str,
    pub to: &'a str,
    pub kg: f64,
}

#[derive(Deserialize)]
pub struct Price {
    pub cents: i64,
    pub currency: String,
}

pub async fn price(base: &Url, s: &Shipment<'_>) -> anyhow::Result<Price> {
    let resp = http()
        .post(base.join("v1/price")?)
        .json(s)
        .send()
        .await?
        .error_for_status()?;
    let p: Price = resp.json().await?;
    anyhow::ensure!(p.cents >= 0, "negative price for {} kg {} -> {}", s.kg, s.from, s.to);
    Ok(p)
}
