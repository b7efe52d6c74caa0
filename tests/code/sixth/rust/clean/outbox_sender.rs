use anyhow::Result;
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions};
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties};
use sqlx::{PgPool, Row};
use std::time::Duration;

/// Moves rows of the outbox table to RabbitMQ. One connection lives as long as it works.
pub struct Outbox {
    db: PgPool,
    amqp: String,
    chan: Option<(Connection, Channel)>,
}

impl Outbox {
    pub fn new(db: PgPool, amqp: String) -> Self {
        // heartbeats keep the firewall's session alive
        Outbox { db, amqp: format!("{amqp}?heartbeat=30&connection_timeout=5000"), chan: None }
    }

    async fn channel(&mut self) -> Result<&Channel> {
        let usable = matches!(&self.chan, Some((c, ch)) if c.status().connected() && ch.status().connected());
        if !usable {
            if let Some((old, _)) = self.chan.take() {
                old.close(320, "renewed").await.ok();
            }
            let c = Connection::connect(&self.amqp, ConnectionProperties::default()).await?;
            let ch = match c.create_channel().await {
                Ok(ch) => ch,
                Err(e) => {
                    c.close(200, "no channel").await.ok();
                    return Err(e.into());
                }
            };
            ch.confirm_select(ConfirmSelectOptions::default()).await?;
            self.chan = Some((c, ch));
        }
        Ok(&self.chan.as_ref().unwrap().1)
    }

    async fn batch(&mut self) -> Result<usize> {
        let mut tx = self.db.begin().await?;
        let rows = sqlx::query("DELETE FROM outbox WHERE id IN (SELECT id FROM outbox ORDER BY id LIMIT 50 FOR UPDATE SKIP LOCKED) RETURNING topic, body")
            .fetch_all(&mut *tx)
            .await?;
        let ch = self.channel().await?;
        for r in &rows {
            let topic: String = r.get(0);
            let body: Vec<u8> = r.get(1);
            ch.basic_publish("events", &topic, BasicPublishOptions::default(), &body, BasicProperties::default())
                .await?
                .await?;
        }
        tx.commit().await?;
        Ok(rows.len())
    }

    pub async fn run(mut self) {
        loop {
            match tokio::time::timeout(Duration::from_secs(60), self.batch()).await {
                Ok(Ok(n)) if n > 0 => continue,
                Ok(Ok(_)) => {}
                Ok(Err(e)) => tracing::warn!("outbox: {e:#}"),
                Err(_) => tracing::warn!("outbox: batch took too long"),
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}
