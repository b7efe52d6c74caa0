import { ImapFlow } from 'imapflow';

export interface Mailbox { host: string; user: string; pass: string }

export async function fetchUnseen(box: Mailbox, handle: (raw: Buffer) => Promise<void>): Promise<number> {
  const client = new ImapFlow({
    host: box.host,
    port: 993,
    secure: true,
    auth: { user: box.user, pass: box.pass },
    socketTimeout: 60_000,
    logger: false,
  });
  await client.connect();

  const lock = await client.getMailboxLock('INBOX');
  let n = 0;
  try {
    const uids = await client.search({ seen: false }, { uid: true });
    if (!uids || uids.length === 0) {
      return 0;
    }
    for await (const msg of client.fetch(uids, { source: true }, { uid: true })) {
      await handle(msg.source);
      n++;
    }
  } finally {
    lock.release();
  }
  await client.logout();
  return n;
}
