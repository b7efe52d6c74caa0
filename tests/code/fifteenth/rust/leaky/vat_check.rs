use anyhow::{Context, Result};
use serde::Deserialize;
use std::time::Duration;

#[derive(Debug, Deserialize)]
struct VatAnswer {
    valid: bool,
    #[serde(default)]
    name: String,
}

pub struct Invoice {
    pub number: String,
    pub vat_id: String,
}

/// Looks a VAT id up at the tax office gateway.
async fn check(gateway: &str, vat_id: &str) -> Result<VatAnswer> {
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(10))
        .user_agent("invoicing/5.2")
        .build()?;
    let res = client
        .get(format!("{gateway}/vat/{vat_id}"))
        .send()
        .await
        .with_context(|| format!("vat {vat_id}"))?
        .error_for_status()?;
    Ok(res.json().await?)
}

/// Month end: all invoices of the month, one after the other (some 40 000).
pub async fn month_end(gateway: &str, invoices: &[Invoice]) -> Result<Vec<String>> {
    let mut doubtful = Vec::new();
    for inv in invoices {
        let a = check(gateway, &inv.vat_id).await?;
        if !a.valid {
            tracing::warn!(invoice = %inv.number, name = %a.name, "vat id not valid");
            doubtful.push(inv.number.clone());
        }
    }
    Ok(doubtful)
}
