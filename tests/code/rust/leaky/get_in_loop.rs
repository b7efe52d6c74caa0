pub async fn all(urls: &[String]) -> Result<usize, reqwest::Error> {
    let mut n = 0;
    for u in urls {
        n += reqwest::get(u).await?.text().await?.len(); // expect: connection-churn
    }
    Ok(n)
}
