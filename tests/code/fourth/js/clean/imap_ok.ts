import { ImapFlow } from 'imapflow';

type Box = { host: string; user: string; pass: string };

export async function unseen(box: Box, handle: (raw: Buffer) => Promise<void>): Promise<number> {
  const client = new ImapFlow({
    host: box.host, port: 993, secure: true, logger: false, socketTimeout: 60_000,
    auth: { user: box.user, pass: box.pass },
  });
  client.on('error', () => client.close());
  try {
    await client.connect();
    const lock = await client.getMailboxLock('INBOX');
    try {
      let n = 0;
      for await (const m of client.fetch({ seen: false }, { source: true })) {
        await handle(m.source);
        n++;
      }
      return n;
    } finally {
      lock.release();
    }
  } finally {
    await client.logout().catch(() => client.close());
  }
}
