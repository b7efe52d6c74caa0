pub async fn status(url: &str) -> Result<u16, reqwest::Error> {
    let client = reqwest::Client::new(); // expect: connection-churn
    let r = client.get(url).send().await?;
    Ok(r.status().as_u16())
}
