// nightly export of shop orders to the warehouse (WMS), via RabbitMQ
import amqp from 'amqplib';
import { createReadStream } from 'node:fs';
import readline from 'node:readline';

const BROKER = process.env.AMQP_URL ?? 'amqp://wms:5672';
const EXCHANGE = 'wms.orders';

function toMessage(line) {
  const [orderNo, sku, qty, zip] = line.split('\t');
  return {
    orderNo,
    items: [{ sku, qty: parseInt(qty, 10) }],
    shipTo: { zip: (zip || '').padStart(5, '0') },
  };
}

async function publish(order) {
  const conn = await amqp.connect(BROKER, { timeout: 5000 });
  try {
    const ch = await conn.createConfirmChannel();
    await ch.assertExchange(EXCHANGE, 'topic', { durable: true });
    ch.publish(EXCHANGE, `order.${order.shipTo.zip[0]}`, Buffer.from(JSON.stringify(order)), {
      persistent: true,
      contentType: 'application/json',
      messageId: order.orderNo,
    });
    await ch.waitForConfirms();
  } finally {
    await conn.close();
  }
}

export async function exportFile(file) {
  const rl = readline.createInterface({ input: createReadStream(file, 'utf8') });
  let sent = 0;
  let failed = 0;

  for await (const line of rl) {
    if (!line || line.startsWith('#')) continue;
    const order = toMessage(line);
    try {
      await publish(order);
      sent++;
    } catch (e) {
      failed++;
      console.error(`order ${order.orderNo} not exported: ${e.message}`);
    }
    if (sent % 1000 === 0) console.log(`${sent} orders exported`);
  }
  return { sent, failed };
}

const file = process.argv[2];
if (!file) {
  console.error('usage: orderExport FILE');
  process.exit(2);
}
const t0 = Date.now();
const { sent, failed } = await exportFile(file);
console.log(`done: ${sent} sent, ${failed} failed, ${((Date.now() - t0) / 1000).toFixed(1)}s`);
process.exitCode = failed ? 1 : 0;
