use anyhow::{bail, Result};
use std::time::Duration;

pub struct Pusher {
    client: reqwest::Client,
    url: String,
}

impl Pusher {
    pub fn new(base: &str) -> Result<Self> {
        let client = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(2))
            .timeout(Duration::from_secs(5))
            .pool_idle_timeout(Duration::from_secs(20))
            .build()?;
        Ok(Self { client, url: format!("{base}/write") })
    }

    pub async fn push(&self, lines: &[String]) -> Result<()> {
        for part in lines.chunks(500) {
            let resp = self.client.post(&self.url).body(part.join("\n")).send().await?;
            match resp.status().as_u16() {
                204 => {}
                429 | 503 => tokio::time::sleep(Duration::from_secs(1)).await,
                code => bail!("write: {code}"),
            }
        }
        Ok(())
    }
}
