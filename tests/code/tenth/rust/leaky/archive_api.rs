use std::time::Duration;

use anyhow::{ensure, Result};
use reqwest::{header, Client, Method, RequestBuilder, Url};
use serde::{de::DeserializeOwned, Serialize};

/// Talks to the deep archive in the bank's data centre. A branch sends a
/// handful of requests in the morning and another handful after lunch; the
/// way there leads over two firewalls.
#[derive(Clone)]
pub struct Archive {
    root: Url,
    http: Client,
}

#[derive(Debug, Serialize)]
pub struct Filter<'a> {
    pub account: &'a str,
    pub year: u16,
}

impl Archive {
    pub fn new(root: Url, token: &str) -> Result<Self> {
        let mut h = header::HeaderMap::new();
        let mut v = header::HeaderValue::from_str(&format!("Bearer {token}"))?;
        v.set_sensitive(true);
        h.insert(header::AUTHORIZATION, v);

        let http = Client::builder()
            .default_headers(h)
            .connect_timeout(Duration::from_secs(4))
            .timeout(Duration::from_secs(60))
            .pool_max_idle_per_host(8)
            .pool_idle_timeout(None)
            .https_only(true)
            .build()?;
        Ok(Archive { root, http })
    }

    fn call(&self, m: Method, path: &str) -> Result<RequestBuilder> {
        ensure!(!path.starts_with('/'), "relative paths only");
        Ok(self.http.request(m, self.root.join(path)?))
    }

    async fn json<T: DeserializeOwned>(&self, rb: RequestBuilder) -> Result<T> {
        let resp = rb.send().await?.error_for_status()?;
        Ok(resp.json().await?)
    }

    pub async fn documents(&self, f: &Filter<'_>) -> Result<Vec<String>> {
        self.json(self.call(Method::GET, "documents")?.query(f)).await
    }

    pub async fn lock(&self, doc: &str, reason: &str) -> Result<()> {
        let rb = self.call(Method::POST, &format!("documents/{doc}/hold"))?;
        rb.body(reason.to_owned()).send().await?.error_for_status()?;
        Ok(())
    }
}
