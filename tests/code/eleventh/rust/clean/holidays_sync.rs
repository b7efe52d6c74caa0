use anyhow::{bail, Context, Result};
use std::collections::BTreeMap;
use std::io::Read;
use std::time::Duration;

/// Public holidays for all our countries, refreshed once a night.
pub struct HolidayApi {
    agent: ureq::Agent,
    base: String,
}

impl HolidayApi {
    pub fn new(base: impl Into<String>) -> Self {
        let agent = ureq::AgentBuilder::new()
            .timeout_connect(Duration::from_secs(4))
            .timeout_read(Duration::from_secs(15))
            .timeout_write(Duration::from_secs(15))
            .max_idle_connections_per_host(2)
            .user_agent("rosterd/7")
            .build();
        HolidayApi { agent, base: base.into() }
    }

    fn country(&self, cc: &str, year: u16) -> Result<Vec<String>> {
        let url = format!("{}/{cc}/{year}.txt", self.base);
        let resp = match self.agent.get(&url).call() {
            Ok(r) => r,
            Err(ureq::Error::Status(404, r)) => {
                // unknown country: not worth an alarm. Body read to the end, connection reusable
                let _ = r.into_string();
                return Ok(Vec::new());
            }
            Err(e) => return Err(e).with_context(|| url),
        };
        let mut text = String::new();
        resp.into_reader().take(1 << 20).read_to_string(&mut text)?;
        if text.starts_with('<') {
            bail!("{cc}: got a web page");
        }
        Ok(text.lines().map(str::to_owned).collect())
    }

    pub fn refresh(&self, ccs: &[&str], year: u16) -> BTreeMap<String, Vec<String>> {
        let mut all = BTreeMap::new();
        for cc in ccs {
            match self.country(cc, year) {
                Ok(days) => {
                    all.insert(cc.to_string(), days);
                }
                Err(e) => log::warn!("holidays {cc}: {e:#}"),
            }
        }
        all
    }
}
