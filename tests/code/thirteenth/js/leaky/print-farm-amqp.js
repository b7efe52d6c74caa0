const amqp = require('amqplib');
const { render } = require('./render');

const URL = 'amqp://farm:farm@mq.printfarm.local?heartbeat=15';
const QUEUE = 'posters.v2';

const sleep = (ms) => new Promise((r) => setTimeout(r, ms));

async function session() {
  const conn = await amqp.connect(URL, { timeout: 5000 });
  const closed = new Promise((resolve) => conn.once('close', resolve));
  conn.on('error', (e) => console.error('mq', e.message));

  const ch = await conn.createChannel();
  ch.on('error', (e) => console.error('channel', e.message));
  // fails with 406 when ops recreated the queue with other arguments
  await ch.assertQueue(QUEUE, { durable: true, arguments: { 'x-max-priority': 5 } });
  await ch.prefetch(4);
  await ch.consume(QUEUE, async (msg) => {
    if (!msg) {
      conn.close().catch(() => {});
      return;
    }
    try {
      await render(JSON.parse(msg.content));
      ch.ack(msg);
    } catch (e) {
      console.error('poster', e.message);
      ch.nack(msg, false, false);
    }
  });
  console.log('waiting for posters');
  await closed;
}

(async () => {
  for (;;) {
    try {
      await session();
    } catch (e) {
      console.error('session ended:', e.message);
    }
    await sleep(3000);
  }
})();
