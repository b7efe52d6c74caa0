use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{interval, sleep, timeout, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

/// Keeps a line to a pottery kiln's controller: temperatures in, set points out.
pub struct Kiln {
    pub host: String,
    pub set_points: mpsc::Receiver<f32>,
    pub temps: mpsc::Sender<f32>,
}

enum End {
    Cancelled,
    Lost(String),
}

impl Kiln {
    pub async fn run(mut self, stop: CancellationToken) {
        let mut pause = Duration::from_secs(1);
        loop {
            let end = match timeout(Duration::from_secs(5), TcpStream::connect((self.host.as_str(), 502))).await {
                Ok(Ok(s)) => {
                    pause = Duration::from_secs(1);
                    self.session(s, &stop).await // the stream is gone when this is over
                }
                Ok(Err(e)) => End::Lost(e.to_string()),
                Err(_) => End::Lost("connect timeout".into()),
            };
            match end {
                End::Cancelled => return,
                End::Lost(why) => tracing::warn!(host = %self.host, why, "kiln"),
            }
            tokio::select! {
                _ = stop.cancelled() => return,
                _ = sleep(pause) => {}
            }
            pause = (pause * 2).min(Duration::from_secs(60));
        }
    }

    async fn session(&mut self, s: TcpStream, stop: &CancellationToken) -> End {
        if let Err(e) = s.set_nodelay(true) {
            return End::Lost(e.to_string());
        }
        let (r, mut w) = s.into_split();
        let mut lines = BufReader::new(r).lines();
        let mut ask = interval(Duration::from_secs(2));
        ask.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut unanswered = 0;
        loop {
            let cmd = tokio::select! {
                _ = stop.cancelled() => {
                    let _ = w.shutdown().await;
                    return End::Cancelled;
                }
                l = lines.next_line() => match l {
                    Ok(Some(t)) => {
                        unanswered = 0;
                        if let Ok(v) = t.trim().parse() {
                            let _ = self.temps.try_send(v);
                        }
                        continue;
                    }
                    Ok(None) => return End::Lost("closed by the kiln".into()),
                    Err(e) => return End::Lost(e.to_string()),
                },
                Some(sp) = self.set_points.recv() => format!("SP {sp:.1}\n"),
                _ = ask.tick() => {
                    unanswered += 1;
                    if unanswered > 5 {
                        return End::Lost("no answer for ten seconds".into());
                    }
                    "T?\n".to_string()
                }
            };
            match timeout(Duration::from_secs(3), w.write_all(cmd.as_bytes())).await {
                Ok(Ok(())) => {}
                Ok(Err(e)) => return End::Lost(e.to_string()),
                Err(_) => return End::Lost("write timeout".into()),
            }
        }
    }
}
