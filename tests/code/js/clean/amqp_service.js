const amqp = require('amqplib');
async function start(url, handlers) {
  const conn = await amqp.connect(url, { heartbeat: 20 });
  conn.on('error', (e) => console.error('amqp', e.message));
  conn.on('close', () => {
    console.error('amqp closed, leaving');
    process.exit(1);
  });
  const ch = await conn.createChannel();
  await ch.prefetch(10);
  for (const [q, fn] of Object.entries(handlers)) {
    await ch.assertQueue(q, { durable: true });
    await ch.consume(q, async (m) => {
      if (!m) return;
      try {
        await fn(JSON.parse(m.content.toString()));
        ch.ack(m);
      } catch (e) {
        ch.nack(m, false, !m.fields.redelivered);
      }
    });
  }
  return { stop: async () => { await ch.close(); await conn.close(); } };
}
module.exports = { start };
