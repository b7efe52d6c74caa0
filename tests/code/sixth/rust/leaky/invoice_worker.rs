use anyhow::Result;
use aws_sdk_sqs::types::Message;
use serde::{Deserialize, Serialize};
use std::time::Duration;

#[derive(Deserialize, Serialize)]
struct Invoice {
    number: String,
    cents: i64,
}

struct Worker {
    sqs: aws_sdk_sqs::Client,
    queue: String,
    ledger: String,
}

impl Worker {
    async fn book(&self, m: &Message) -> Result<()> {
        let inv: Invoice = serde_json::from_str(m.body().unwrap_or("{}"))?;
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(10))
            .connect_timeout(Duration::from_secs(3))
            .build()?;
        http.put(format!("{}/invoices/{}", self.ledger, inv.number))
            .json(&inv)
            .send()
            .await?
            .error_for_status()?;
        Ok(())
    }

    async fn run(&self) -> Result<()> {
        loop {
            let got = self
                .sqs
                .receive_message()
                .queue_url(&self.queue)
                .max_number_of_messages(10)
                .wait_time_seconds(20)
                .send()
                .await?;
            for m in got.messages() {
                if let Err(e) = self.book(m).await {
                    tracing::error!("invoice {:?}: {e:#}", m.message_id());
                    continue;
                }
                if let Some(r) = m.receipt_handle() {
                    self.sqs.delete_message().queue_url(&self.queue).receipt_handle(r).send().await?;
                }
            }
        }
    }
}
