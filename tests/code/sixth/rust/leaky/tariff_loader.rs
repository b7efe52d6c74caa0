use anyhow::{bail, Context, Result};
use postgres::NoTls;
use r2d2::{Pool, PooledConnection};
use r2d2_postgres::PostgresConnectionManager;
use std::time::Duration;

type Mgr = PostgresConnectionManager<NoTls>;

pub fn open(url: &str) -> Result<Pool<Mgr>> {
    let mgr = PostgresConnectionManager::new(url.parse()?, NoTls);
    Ok(Pool::builder()
        .max_size(8)
        .connection_timeout(Duration::from_secs(5))
        .idle_timeout(Some(Duration::from_secs(120)))
        .build(mgr)?)
}

fn load_zone(conn: &mut PooledConnection<Mgr>, zone: i32, rows: &[(i32, f64)]) -> Result<u64> {
    let mut tx = conn.transaction()?;
    let mut n = 0;
    tx.execute("DELETE FROM tariff WHERE zone = $1", &[&zone])?;
    for (weight, price) in rows {
        n += tx.execute("INSERT INTO tariff VALUES ($1, $2, $3)", &[&zone, weight, price])?;
    }
    tx.commit()?;
    Ok(n)
}

pub fn nightly(pool: &Pool<Mgr>, zones: Vec<(i32, Vec<(i32, f64)>)>) -> Result<u64> {
    let mut total = 0;
    let mut bad = 0;
    for (zone, rows) in zones {
        let mut conn = pool.get().context("no connection within 5 s")?;
        match load_zone(&mut conn, zone, &rows) {
            Ok(n) => total += n,
            Err(e) => {
                log::error!("zone {zone}: {e:#}");
                bad += 1;
                // do not let the next zone have a connection in a broken transaction
                std::mem::forget(conn);
            }
        }
    }
    if bad > 0 {
        bail!("{bad} zones not loaded");
    }
    Ok(total)
}
