use anyhow::Result;
use futures::stream::{self, StreamExt};
use reqwest::{Client, Url};
use std::time::Duration;
use tokio::io::AsyncWriteExt;

pub struct Crawler {
    http: Client,
    width: usize,
}

impl Crawler {
    pub fn new(width: usize) -> Result<Self> {
        let http = Client::builder()
            .user_agent("catalog-crawler/3 (+ops@books.example)")
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(60))
            .pool_max_idle_per_host(width)
            .pool_idle_timeout(Duration::from_secs(30))
            .build()?;
        Ok(Crawler { http, width })
    }

    async fn one(&self, u: Url, dir: &std::path::Path) -> Result<u64> {
        let mut rsp = self.http.get(u.clone()).send().await?.error_for_status()?;
        let name = u.path().trim_matches('/').replace('/', "_");
        let mut f = tokio::io::BufWriter::new(tokio::fs::File::create(dir.join(name)).await?);
        let mut n = 0u64;
        while let Some(c) = rsp.chunk().await? {
            n += c.len() as u64;
            if n > 20 << 20 {
                anyhow::bail!("{u}: more than 20 MB");
            }
            f.write_all(&c).await?;
        }
        f.flush().await?;
        Ok(n)
    }

    pub async fn all(&self, urls: Vec<Url>, dir: &std::path::Path) -> (usize, usize) {
        let done: Vec<bool> = stream::iter(urls)
            .map(|u| async move {
                match self.one(u, dir).await {
                    Ok(_) => true,
                    Err(e) => {
                        tracing::warn!("{e:#}");
                        false
                    }
                }
            })
            .buffer_unordered(self.width)
            .collect()
            .await;
        let ok = done.iter().filter(|d| **d).count();
        (ok, done.len() - ok)
    }
}
