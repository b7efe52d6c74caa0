import { LRUCache } from 'lru-cache';
import { Client } from 'ldapts';
import { tenantConfig } from './tenants';

/**
 * One bound LDAP client per tenant. Most of the 400 tenants log in twice a
 * day, so only the busiest ones stay connected.
 */
class Bound {
  private users = 0;
  private retired = false;

  constructor(readonly client: Client) {}

  async use<T>(fn: (c: Client) => Promise<T>): Promise<T> {
    this.users++;
    try {
      return await fn(this.client);
    } finally {
      this.users--;
      if (this.retired && this.users === 0) await this.unbind();
    }
  }

  get closed(): boolean {
    return this.retired && this.users === 0;
  }

  retire(): void {
    this.retired = true;
    if (this.users === 0) void this.unbind();
  }

  private async unbind(): Promise<void> {
    try {
      await this.client.unbind();
    } catch (e) {
      console.warn('ldap unbind:', (e as Error).message);
    }
  }
}

const cache = new LRUCache<string, Promise<Bound>>({
  max: 40,
  ttl: 4 * 60_000,
  ttlAutopurge: true,
  dispose: (entry) => {
    entry.then((b) => b.retire(), () => undefined);
  },
});

async function bind(tenant: string): Promise<Bound> {
  const cfg = await tenantConfig(tenant);
  const client = new Client({ url: cfg.ldapUrl, timeout: 10_000, connectTimeout: 5_000 });
  try {
    await client.bind(cfg.bindDn, cfg.bindPassword);
  } catch (e) {
    await client.unbind().catch(() => undefined);
    throw e;
  }
  return new Bound(client);
}

function lookup(tenant: string): Promise<Bound> {
  let p = cache.get(tenant);
  if (!p) {
    p = bind(tenant);
    cache.set(tenant, p);
    p.catch(() => {
      if (cache.peek(tenant) === p) cache.delete(tenant);
    });
  }
  return p;
}

export async function memberOf(tenant: string, uid: string): Promise<string[]> {
  let b = await lookup(tenant);
  // evicted while we waited for it
  while (b.closed) b = await lookup(tenant);
  return b.use(async (c) => {
    const { searchEntries } = await c.search('ou=people', {
      scope: 'sub',
      filter: `(uid=${uid.replace(/[^\w.-]/g, '')})`,
      attributes: ['memberOf'],
    });
    const m = searchEntries[0]?.memberOf ?? [];
    return (Array.isArray(m) ? m : [m]).map(String);
  });
}

export const shutdownLdap = (): void => cache.clear();
