import net from 'node:net';

/** Synchronous posting to the ledger host (line in, line out). Created once at start-up, used under a mutex. */
export class LedgerClient {
  private sock: net.Socket | null = null;

  constructor(private readonly host: string, private readonly port: number) {}

  private dial(): Promise<net.Socket> {
    return new Promise((resolve, reject) => {
      const s = net.connect({ host: this.host, port: this.port, noDelay: true });
      s.setTimeout(5_000, () => s.destroy(new Error('ledger connect timed out')));
      s.once('error', reject);
      s.once('connect', () => {
        s.setTimeout(0);
        s.setEncoding('utf8');
        s.off('error', reject);
        s.on('error', (e) => console.error(`ledger: ${e.message}`));
        s.once('close', () => {
          if (this.sock === s) this.sock = null;
        });
        resolve(s);
      });
    });
  }

  async post(entry: { account: string; cents: bigint; ref: string }): Promise<string> {
    const s = (this.sock ??= await this.dial());
    return new Promise<string>((resolve, reject) => {
      let answer = '';
      const onData = (d: string): void => {
        answer += d;
        if (!answer.endsWith('\n')) return;
        done();
        resolve(answer.trim());
      };
      const onClose = (): void => {
        done();
        reject(new Error('ledger closed the connection'));
      };
      const done = (): void => {
        s.off('data', onData);
        s.off('close', onClose);
      };
      s.on('data', onData);
      s.on('close', onClose);
      s.write(`POST ${entry.account} ${entry.cents} ${entry.ref}\n`);
    });
  }

  close(): void {
    this.sock?.end();
  }
}
