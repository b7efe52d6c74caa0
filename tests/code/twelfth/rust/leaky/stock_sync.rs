use anyhow::{bail, Context, Result};
use serde::Deserialize;
use std::time::Duration;

#[derive(Debug, Deserialize)]
struct StockLevel {
    sku: String,
    on_hand: i64,
    #[serde(default)]
    reserved: i64,
}

/// Nightly: compares our stock table with the one of the logistics partner, article by article.
pub struct StockSync {
    base: String,
    token: String,
    db: sqlx::PgPool,
}

impl StockSync {
    pub fn new(base: impl Into<String>, token: impl Into<String>, db: sqlx::PgPool) -> Self {
        Self { base: base.into(), token: token.into(), db }
    }

    async fn partner_level(&self, sku: &str) -> Result<StockLevel> {
        let client = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(20))
            .build()?;
        let resp = client
            .get(format!("{}/v2/stock/{}", self.base, sku))
            .bearer_auth(&self.token)
            .send()
            .await
            .with_context(|| format!("request for {sku}"))?;
        if !resp.status().is_success() {
            bail!("{sku}: partner answered {}", resp.status());
        }
        Ok(resp.json().await?)
    }

    pub async fn run(&self) -> Result<usize> {
        let skus: Vec<(String, i64)> = sqlx::query_as("SELECT sku, on_hand FROM stock WHERE active")
            .fetch_all(&self.db)
            .await?;
        tracing::info!(count = skus.len(), "stock sync started");

        let mut corrected = 0;
        for (sku, ours) in skus {
            let theirs = match self.partner_level(&sku).await {
                Ok(l) => l,
                Err(e) => {
                    tracing::warn!("{e:#}");
                    continue;
                }
            };
            if theirs.on_hand - theirs.reserved != ours {
                sqlx::query("UPDATE stock SET on_hand = $1 WHERE sku = $2")
                    .bind(theirs.on_hand - theirs.reserved)
                    .bind(&theirs.sku)
                    .execute(&self.db)
                    .await?;
                corrected += 1;
            }
        }
        Ok(corrected)
    }
}
