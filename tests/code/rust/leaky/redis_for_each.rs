fn load(ks: &[String]) -> redis::RedisResult<()> {
    for k in ks {
        let client = redis::Client::open("redis://h/")?; // expect: connection-churn
        let mut con = client.get_connection()?;
        let _: String = redis::cmd("GET").arg(k).query(&mut con)?;
    }
    Ok(())
}
