async fn fetch(url: &str) -> reqwest::Result<String> {
    let client = reqwest::Client::builder() // expect: connection-churn
        .timeout(std::time::Duration::from_secs(3))
        .build()?;
    client.get(url).send().await?.text().await
}

async fn all(urls: &[String]) {
    for u in urls {
        let _ = fetch(u).await;
    }
}
