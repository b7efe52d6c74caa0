use reqwest::StatusCode;
use serde::Deserialize;
use std::time::Duration;

#[derive(Debug, Deserialize)]
pub struct VatAnswer {
    pub valid: bool,
    pub name: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum VatError {
    #[error("service: {0}")]
    Service(StatusCode),
    #[error(transparent)]
    Http(#[from] reqwest::Error),
}

async fn check_one(base: &str, vat: &str) -> Result<VatAnswer, VatError> {
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(20))
        .user_agent("dunning-run/4.2")
        .build()?;
    let resp = client.get(format!("{base}/vat/{vat}")).send().await?;
    if resp.status() == StatusCode::NOT_FOUND {
        return Ok(VatAnswer { valid: false, name: None });
    }
    if !resp.status().is_success() {
        return Err(VatError::Service(resp.status()));
    }
    Ok(resp.json().await?)
}

/// Quarterly check of all the business customers.
pub async fn check_customers(base: &str, ids: &[(u64, String)]) -> Vec<u64> {
    let mut doubtful = Vec::new();
    for (customer, vat) in ids {
        match check_one(base, vat).await {
            Ok(a) if a.valid => log::debug!("{customer}: {:?}", a.name),
            Ok(_) => doubtful.push(*customer),
            Err(e) => {
                log::warn!("{customer}: {e}");
                doubtful.push(*customer);
            }
        }
    }
    doubtful
}
