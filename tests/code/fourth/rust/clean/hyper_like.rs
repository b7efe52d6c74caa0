use axum::{extract::State, http::StatusCode, routing::get, Router};
use std::time::Duration;

#[derive(Clone)]
struct App {
    http: reqwest::Client,
    base: String,
}

async fn temp(State(app): State<App>) -> Result<String, StatusCode> {
    let resp = app
        .http
        .get(format!("{}/t", app.base))
        .send()
        .await
        .map_err(|_| StatusCode::BAD_GATEWAY)?;
    if !resp.status().is_success() {
        return Err(StatusCode::BAD_GATEWAY);
    }
    resp.text().await.map_err(|_| StatusCode::BAD_GATEWAY)
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let http = reqwest::Client::builder()
        .timeout(Duration::from_secs(4))
        .pool_idle_timeout(Duration::from_secs(30))
        .pool_max_idle_per_host(8)
        .build()?;
    let app = Router::new()
        .route("/temp", get(temp))
        .layer(tower_http::timeout::TimeoutLayer::new(Duration::from_secs(10)))
        .with_state(App { http, base: std::env::var("WX_BASE")? });
    let listener = tokio::net::TcpListener::bind("0.0.0.0:3000").await?;
    axum::serve(listener, app).await?;
    Ok(())
}
