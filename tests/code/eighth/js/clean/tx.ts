import { Pool, PoolClient, QueryResultRow } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';

const SERIALIZATION = '40001';
const DEADLOCK = '40P01';

export type Work<T> = (q: Tx) => Promise<T>;

export class Tx {
  private afterCommit: Array<() => void> = [];
  constructor(private readonly c: PoolClient) {}

  async rows<R extends QueryResultRow>(sql: string, ...args: unknown[]): Promise<R[]> {
    return (await this.c.query<R>(sql, args)).rows;
  }

  onCommit(fn: () => void): void {
    this.afterCommit.push(fn);
  }

  /** @internal */
  fire(): void {
    for (const f of this.afterCommit) {
      try { f(); } catch (e) { console.error('afterCommit', e); }
    }
  }
}

export class Database {
  constructor(private readonly pool: Pool) {
    // a client that dies while idle is taken out by the pool itself
    pool.on('error', (e) => console.warn('pg idle:', e.message));
  }

  async inTx<T>(work: Work<T>, tries = 4): Promise<T> {
    for (let n = 1; ; n++) {
      const c = await this.pool.connect();
      const tx = new Tx(c);
      let broken: Error | undefined;
      try {
        await c.query('BEGIN ISOLATION LEVEL SERIALIZABLE');
        const result = await work(tx);
        await c.query('COMMIT');
        tx.fire();
        return result;
      } catch (e) {
        await c.query('ROLLBACK').catch((r: Error) => { broken = r; });
        const code = (e as { code?: string }).code;
        if (n >= tries || (code !== SERIALIZATION && code !== DEADLOCK)) throw e;
      } finally {
        c.release(broken);
      }
      await sleep(20 * 2 ** n * Math.random());
    }
  }

  /** For LISTEN and the like: the caller gets the client with a function that gives it back. */
  async dedicated(): Promise<{ client: PoolClient; done: (e?: Error) => void }> {
    const client = await this.pool.connect();
    let given = false;
    const done = (e?: Error) => {
      if (given) return;
      given = true;
      client.removeListener('error', done);
      client.release(e);
    };
    client.on('error', done);
    return { client, done };
  }

  end = () => this.pool.end();
}

export const open = (url: string) =>
  new Database(new Pool({
    connectionString: url, max: 20, idleTimeoutMillis: 20_000, connectionTimeoutMillis: 3_000,
    statement_timeout: 15_000, keepAlive: true,
  }));
