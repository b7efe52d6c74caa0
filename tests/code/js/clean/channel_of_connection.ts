import amqp from 'amqplib';

export async function publishAll(messages: string[]): Promise<void> {
  const conn = await amqp.connect('amqp://mq');
  try {
    const ch = await conn.createConfirmChannel();
    for (const m of messages) ch.sendToQueue('jobs', Buffer.from(m), { persistent: true });
    await ch.waitForConfirms();
    await ch.close();
  } finally {
    await conn.close();
  }
}
