use actix::prelude::*;
use std::io;
use std::time::{Duration, Instant};
use tokio::io::{split, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::codec::{FramedRead, LinesCodec, LinesCodecError};

/// One actor per lift controller. When it stops, both halves drop and the socket closes.
struct Lift {
    wire: actix::io::FramedWrite<String, WriteHalf<TcpStream>, LinesCodec>,
    heard: Instant,
    floor: i32,
}

impl Actor for Lift {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.run_interval(Duration::from_secs(10), |me, ctx| {
            if me.heard.elapsed() > Duration::from_secs(45) {
                log::warn!("lift at floor {} is silent", me.floor);
                ctx.stop();
                return;
            }
            me.wire.write("PING".to_string());
        });
    }

    fn stopped(&mut self, _: &mut Self::Context) {
        log::info!("lift off, last floor {}", self.floor);
    }
}

impl StreamHandler<Result<String, LinesCodecError>> for Lift {
    fn handle(&mut self, item: Result<String, LinesCodecError>, ctx: &mut Self::Context) {
        let line = match item {
            Ok(l) => l,
            Err(e) => {
                log::warn!("lift: {e}");
                ctx.stop();
                return;
            }
        };
        self.heard = Instant::now();
        match line.split_once(' ') {
            Some(("FLOOR", n)) => match n.parse() {
                Ok(f) => self.floor = f,
                Err(_) => self.wire.write("BAD".to_string()),
            },
            _ if line == "PONG" => {}
            _ => self.wire.write("BAD".to_string()),
        }
    }

    // the default finished() stops the actor at the peer's end of file
}

impl actix::io::WriteHandler<LinesCodecError> for Lift {
    fn error(&mut self, e: LinesCodecError, _: &mut Self::Context) -> Running {
        log::warn!("write: {e}");
        Running::Stop
    }
}

#[actix::main]
async fn main() -> io::Result<()> {
    let l = TcpListener::bind("0.0.0.0:2404").await?;
    loop {
        let s = match l.accept().await {
            Ok((s, _)) => s,
            Err(e) => {
                log::error!("accept: {e}");
                actix::clock::sleep(Duration::from_millis(150)).await;
                continue;
            }
        };
        if s.set_nodelay(true).is_err() {
            continue;
        }
        Lift::create(|ctx| {
            let (r, w) = split(s);
            Lift::add_stream(FramedRead::new(r, LinesCodec::new_with_max_length(512)), ctx);
            Lift {
                wire: actix::io::FramedWrite::new(w, LinesCodec::new(), ctx),
                heard: Instant::now(),
                floor: 0,
            }
        });
    }
}
