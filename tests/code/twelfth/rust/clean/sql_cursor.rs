use deadpool_postgres::{Config, Pool, PoolConfig, Runtime, Timeouts};
use futures_util::TryStreamExt;
use std::time::Duration;
use tokio_postgres::NoTls;

pub fn pool(url: &str) -> anyhow::Result<Pool> {
    let mut cfg = Config::new();
    cfg.url = Some(url.to_owned());
    cfg.connect_timeout = Some(Duration::from_secs(5));
    cfg.keepalives_idle = Some(Duration::from_secs(60));
    cfg.pool = Some(PoolConfig {
        max_size: 12,
        timeouts: Timeouts {
            wait: Some(Duration::from_secs(3)),
            create: Some(Duration::from_secs(5)),
            recycle: Some(Duration::from_secs(2)),
        },
        ..Default::default()
    });
    Ok(cfg.create_pool(Some(Runtime::Tokio1), NoTls)?)
}

#[derive(Debug, serde::Serialize)]
pub struct Reading {
    well: i32,
    level_cm: f64,
}

/// Ground water levels for one day, streamed so that the big districts don't fill the memory.
pub async fn export_day(pool: &Pool, day: chrono::NaiveDate, out: &mut csv::Writer<std::fs::File>) -> anyhow::Result<u64> {
    let client = pool.get().await?;
    let stmt = client
        .prepare_cached("SELECT well_id, level_cm FROM reading WHERE day = $1 ORDER BY well_id")
        .await?;
    let rows = client.query_raw(&stmt, [&day]).await?;
    tokio::pin!(rows);

    let mut n = 0u64;
    loop {
        let next = match tokio::time::timeout(Duration::from_secs(60), rows.try_next()).await {
            Ok(r) => r?,
            Err(late) => {
                // a stuck connection must not go back to the pool
                drop(deadpool_postgres::Object::take(client));
                return Err(late.into());
            }
        };
        let Some(row) = next else { break };
        let r = Reading { well: row.get(0), level_cm: row.try_get(1)? };
        if r.level_cm.is_nan() {
            continue;
        }
        out.serialize(&r)?;
        n += 1;
    }
    out.flush()?;
    log::info!("{day}: {n} readings");
    Ok(n)
}
