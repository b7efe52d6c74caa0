use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;

#[derive(Debug)]
pub enum RateError {
    Io(io::Error),
    Closed,
    Garbled(String),
}

impl From<io::Error> for RateError {
    fn from(e: io::Error) -> Self {
        RateError::Io(e)
    }
}

/// Long-lived line to the treasury rate server, asked once per trade.
pub struct Rates {
    rd: BufReader<TcpStream>,
    wr: TcpStream,
}

impl Rates {
    pub fn dial(host: &str) -> Result<Rates, RateError> {
        let wr = TcpStream::connect((host, 7780))?;
        wr.set_nodelay(true)?;
        // overnight batches may take long on their side
        wr.set_read_timeout(None)?;
        let rd = BufReader::new(wr.try_clone()?);
        Ok(Rates { rd, wr })
    }

    pub fn rate(&mut self, pair: &str) -> Result<f64, RateError> {
        let q = format!("RATE {}\r\n", pair);
        self.wr.write_all(q.as_bytes())?;
        let mut line = String::new();
        if self.rd.read_line(&mut line)? == 0 {
            return Err(RateError::Closed);
        }
        line.trim()
            .strip_prefix("= ")
            .and_then(|v| v.parse().ok())
            .ok_or(RateError::Garbled(line))
    }
}

pub fn convert(rates: &mut Rates, cents: i64, from: &str, to: &str) -> Result<i64, RateError> {
    if from == to {
        return Ok(cents);
    }
    let r = rates.rate(&format!("{from}{to}"))?;
    Ok((cents as f64 * r).round() as i64)
}
