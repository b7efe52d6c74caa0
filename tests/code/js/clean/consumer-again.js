// One connection for as long as it holds, and a pause before the next.
const amqp = require('amqplib');

async function follow(url, handle) {
  const link = await amqp.connect(url, { timeout: 4000 });
  try {
    const gone = new Promise((_, no) => link.once('close', () => no(new Error('gone'))));
    const ch = await link.createChannel();
    await ch.consume('parcels', async (m) => {
      if (m) {
        await handle(m.content);
        ch.ack(m);
        ch.sendToQueue('parcels.done', m.content);
      }
    });
    await gone;
  } finally {
    await link.close().catch(() => {});
  }
}

module.exports = async (url, handle) => {
  for (;;) {
    await follow(url, handle).catch((e) => console.warn(e.message));
    await new Promise((r) => setTimeout(r, 3000));
  }
};
