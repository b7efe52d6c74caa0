#[macro_use]
extern crate log;
extern crate futures;
extern crate tokio_core;
extern crate tokio_io;

use futures::{Future, Stream};
use std::time::Duration;
use tokio_core::net::TcpListener;
use tokio_core::reactor::{Core, Timeout};
use tokio_io::io::{copy, shutdown};
use tokio_io::AsyncRead;

fn main() {
    let mut core = Core::new().unwrap();
    let handle = core.handle();
    let addr = "0.0.0.0:7000".parse().unwrap();
    let listener = TcpListener::bind(&addr, &handle).unwrap();

    let srv = listener.incoming().for_each(|(sock, peer)| {
        let (rd, wr) = sock.split();
        let limit = Timeout::new(Duration::from_secs(600), &handle)?;
        let work = copy(rd, wr)
            .and_then(|(n, _rd, wr)| shutdown(wr).map(move |_| n))
            .select2(limit)
            .then(move |r| {
                match r {
                    Ok(futures::future::Either::A((n, _))) => info!("{}: {} bytes", peer, n),
                    Ok(futures::future::Either::B(_)) => info!("{}: too long", peer),
                    Err(_) => warn!("{}: failed", peer),
                }
                Ok(())
            });
        handle.spawn(work);
        Ok(())
    });
    core.run(srv).unwrap();
}
