import amqp from 'amqplib';
export async function publishOnce(q: string, msg: object): Promise<boolean> {
  const conn = await amqp.connect(process.env.AMQP!);
  const ch = await conn.createConfirmChannel();
  const info = await ch.checkQueue(q);
  if (info.messageCount > 10000) {
    await ch.close();
    return false; // expect: close-wait-leak
  }
  ch.sendToQueue(q, Buffer.from(JSON.stringify(msg)));
  await ch.waitForConfirms();
  await ch.close();
  await conn.close();
  return true;
}
