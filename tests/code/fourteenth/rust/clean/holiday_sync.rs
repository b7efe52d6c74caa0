use serde::Deserialize;
use std::collections::BTreeMap;
use std::time::Duration;
use futures::stream::{self, StreamExt};

#[derive(Deserialize, Debug, Clone)]
pub struct Holiday {
    pub date: String,
    pub name: String,
}

pub struct HolidayApi {
    http: reqwest::Client,
    base: String,
}

impl HolidayApi {
    pub fn new(base: &str) -> reqwest::Result<Self> {
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(3))
            .timeout(Duration::from_secs(15))
            .pool_idle_timeout(Duration::from_secs(30))
            .user_agent("calendar/5")
            .build()?;
        Ok(Self { http, base: base.trim_end_matches('/').to_owned() })
    }

    async fn region(&self, year: u16, region: &str) -> reqwest::Result<Vec<Holiday>> {
        self.http
            .get(format!("{}/{year}/{region}.json", self.base))
            .send()
            .await?
            .error_for_status()?
            .json()
            .await
    }

    /// All regions, six requests at a time.
    pub async fn year(&self, year: u16, regions: &[String]) -> BTreeMap<String, Vec<Holiday>> {
        stream::iter(regions.iter().cloned())
            .map(|r| async move { (self.region(year, &r).await, r) })
            .buffer_unordered(6)
            .filter_map(|(res, r)| async move {
                match res {
                    Ok(list) => Some((r, list)),
                    Err(e) => {
                        tracing::warn!(region = %r, "holidays: {e}");
                        None
                    }
                }
            })
            .collect()
            .await
    }
}
