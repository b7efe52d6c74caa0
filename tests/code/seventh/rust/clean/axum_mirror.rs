use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
    Router,
};
use reqwest::Client;

struct App {
    http: Client,
    upstreams: Vec<String>,
}

/// Streams crates from whichever mirror has them.
async fn package(State(app): State<Arc<App>>, Path(file): Path<String>) -> Response {
    if file.contains("..") {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let mut why = StatusCode::NOT_FOUND;
    for up in &app.upstreams {
        let r = match app.http.get(format!("{up}/{file}")).send().await {
            Ok(r) => r,
            Err(e) if e.is_timeout() => {
                why = StatusCode::GATEWAY_TIMEOUT;
                continue;
            }
            Err(e) => {
                tracing::warn!(%up, %e, "mirror");
                why = StatusCode::BAD_GATEWAY;
                continue;
            }
        };
        if r.status() == StatusCode::NOT_FOUND {
            // a short text; read it and the connection can be used again
            let _ = r.bytes().await;
            continue;
        }
        if !r.status().is_success() {
            tracing::warn!(%up, status = %r.status(), "mirror");
            why = StatusCode::BAD_GATEWAY;
            continue;
        }
        return Response::new(Body::from_stream(r.bytes_stream()));
    }
    why.into_response()
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let http = Client::builder()
        .connect_timeout(Duration::from_secs(3))
        .read_timeout(Duration::from_secs(20))
        .pool_idle_timeout(Duration::from_secs(60))
        .pool_max_idle_per_host(16)
        .tcp_nodelay(true)
        .build()?;
    let app = Arc::new(App {
        http,
        upstreams: std::env::args().skip(1).collect(),
    });
    let router = Router::new().route("/pkg/{*file}", get(package)).with_state(app);
    let l = tokio::net::TcpListener::bind("0.0.0.0:8088").await?;
    axum::serve(l, router)
        .with_graceful_shutdown(async {
            tokio::signal::ctrl_c().await.ok();
        })
        .await?;
    Ok(())
}
