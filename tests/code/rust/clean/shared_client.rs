use std::time::Duration;

pub struct Api {
    client: reqwest::Client,
}

impl Api {
    pub fn new() -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder().timeout(Duration::from_secs(5)).build()?;
        Ok(Api { client })
    }

    pub async fn status(&self, url: &str) -> Result<u16, reqwest::Error> {
        Ok(self.client.get(url).send().await?.status().as_u16())
    }
}
