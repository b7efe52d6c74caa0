use anyhow::{Context, Result};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::time::Duration;

// Nightly job: coordinates for all delivery addresses (about 180k lines)
// usage: geocode_batch addresses.csv coords.csv

const BASE: &str = "http://geo.internal:8081/v2/point";

fn point(addr: &str) -> Result<String> {
    let agent = ureq::AgentBuilder::new()
        .timeout_connect(Duration::from_secs(3))
        .timeout(Duration::from_secs(15))
        .build();
    let body = agent
        .get(BASE)
        .query("q", addr)
        .call()
        .with_context(|| format!("geocoding {addr:?}"))?
        .into_string()?;
    Ok(body.trim().to_owned())
}

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let input = args.next().context("addresses file missing")?;
    let output = args.next().context("output file missing")?;

    let rd = BufReader::new(File::open(&input)?);
    let mut wr = BufWriter::new(File::create(&output)?);
    let (mut good, mut bad) = (0u32, 0u32);

    for line in rd.lines() {
        let line = line?;
        let Some((id, addr)) = line.split_once(';') else { continue };
        match point(addr) {
            Ok(p) => {
                writeln!(wr, "{id};{p}")?;
                good += 1;
            }
            Err(e) => {
                eprintln!("{id}: {e:#}");
                bad += 1;
            }
        }
    }
    wr.flush()?;
    println!("{good} found, {bad} not");
    Ok(())
}
