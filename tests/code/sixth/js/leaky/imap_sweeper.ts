import { ImapFlow } from 'imapflow';
import { createHash } from 'node:crypto';

export interface MailboxConfig {
  host: string;
  user: string;
  pass: string;
  folder: string;
}

export type Store = (sha: string, raw: Buffer) => Promise<void>;

async function open(cfg: MailboxConfig): Promise<ImapFlow> {
  const c = new ImapFlow({
    host: cfg.host,
    port: 993,
    secure: true,
    auth: { user: cfg.user, pass: cfg.pass },
    logger: false,
    greetingTimeout: 8000,
    socketTimeout: 120000,
  });
  c.on('error', (e: Error) => console.error(cfg.user, e.message));
  await c.connect().catch((e) => {
    c.close();
    throw e;
  });
  return c;
}

/** Moves everything out of a scanner's mailbox; called each two minutes for some 300 boxes. */
export async function sweep(cfg: MailboxConfig, store: Store): Promise<number> {
  const client = await open(cfg);
  const status = await client.status(cfg.folder, { messages: true }).catch(() => ({ messages: 0 }));
  if (!status.messages) {
    return 0;
  }
  let n = 0;
  try {
    const lock = await client.getMailboxLock(cfg.folder);
    try {
      for await (const m of client.fetch('1:*', { source: true, uid: true })) {
        await store(createHash('sha256').update(m.source).digest('hex'), m.source);
        n++;
      }
      await client.messageDelete('1:*');
    } finally {
      lock.release();
    }
  } finally {
    await client.logout().catch(() => client.close());
  }
  return n;
}
