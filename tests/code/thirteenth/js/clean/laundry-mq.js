const amqp = require('amqplib');

async function runOnce(url, onWash) {
  const conn = await amqp.connect(url, { timeout: 5000 });
  try {
    const ended = new Promise((_, reject) => {
      conn.on('error', reject);
      conn.once('close', () => reject(new Error('broker closed the connection')));
    });
    ended.catch(() => {}); // looked at below
    const ch = await conn.createChannel();
    ch.on('error', (e) => console.error('channel:', e.message));
    await ch.assertQueue('wash.finished', { durable: true });
    ch.prefetch(10);
    await ch.consume('wash.finished', async (m) => {
      if (m === null) {
        conn.close().catch(() => {}); // somebody deleted the queue
        return;
      }
      try {
        await onWash(JSON.parse(m.content.toString()));
        ch.ack(m);
      } catch (e) {
        console.error('wash', e.message);
        ch.nack(m, false, !m.fields.redelivered);
      }
    });
    await ended;
  } finally {
    await conn.close().catch(() => {});
  }
}

module.exports = async function consumeForEver(url, onWash) {
  let wait = 1000;
  for (;;) {
    const began = Date.now();
    await runOnce(url, onWash).catch((e) => console.error(e.message));
    wait = Date.now() - began > 60000 ? 1000 : Math.min(wait * 2, 60000);
    await new Promise((r) => setTimeout(r, wait));
  }
};
