use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{header, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::Router;
use futures::TryStreamExt;
use std::time::Duration;

/// Streams pictures out of the object store. One reqwest client for the process (it pools).
#[derive(Clone)]
struct App {
    http: reqwest::Client,
    store: String,
}

async fn picture(State(app): State<App>, Path(id): Path<String>) -> Result<Response, (StatusCode, String)> {
    if id.len() > 64 || !id.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err((StatusCode::BAD_REQUEST, "id".into()));
    }
    let mut tries = 0;
    let resp = loop {
        let r = app
            .http
            .get(format!("{}/{id}", app.store))
            .send()
            .await
            .map_err(|e| (StatusCode::BAD_GATEWAY, e.to_string()))?;
        if r.status() == StatusCode::SERVICE_UNAVAILABLE && tries < 2 {
            tries += 1;
            let _ = r.bytes().await; // read out, so that the connection can be used again
            tokio::time::sleep(Duration::from_millis(200 * tries)).await;
            continue;
        }
        break r;
    };
    if resp.status() == StatusCode::NOT_FOUND {
        return Err((StatusCode::NOT_FOUND, id));
    }
    let resp = resp
        .error_for_status()
        .map_err(|e| (StatusCode::BAD_GATEWAY, e.to_string()))?;
    let kind = resp
        .headers()
        .get(header::CONTENT_TYPE)
        .cloned()
        .unwrap_or(header::HeaderValue::from_static("application/octet-stream"));
    let body = Body::from_stream(resp.bytes_stream().map_err(std::io::Error::other));
    Ok(([(header::CONTENT_TYPE, kind)], body).into_response())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let http = reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(2))
        .read_timeout(Duration::from_secs(10))
        .pool_idle_timeout(Duration::from_secs(30))
        .pool_max_idle_per_host(32)
        .build()?;
    let app = Router::new()
        .route("/p/{id}", get(picture))
        .with_state(App { http, store: "http://store.svc:9000/pictures".into() });
    let l = tokio::net::TcpListener::bind("0.0.0.0:8077").await?;
    axum::serve(l, app)
        .with_graceful_shutdown(async {
            let _ = tokio::signal::ctrl_c().await;
        })
        .await?;
    Ok(())
}
