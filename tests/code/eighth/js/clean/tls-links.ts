import * as tls from 'node:tls';

type Link = { sock: tls.TLSSocket; users: number; doomed: boolean; idle?: NodeJS.Timeout };

/**
 * Shared TLS links to the branch offices. Several callers may ride on one link; the least recently used one is
 * retired once there are more than `cap`, but not under the feet of its users.
 */
export class BranchLinks {
  private readonly links = new Map<string, Promise<Link>>();

  constructor(private readonly ca: Buffer, private readonly cap = 50) {}

  async use<T>(branch: string, fn: (s: tls.TLSSocket) => Promise<T>): Promise<T> {
    const link = await this.get(branch);
    if (link.doomed) throw new Error(`${branch}: link just went down`);
    link.users++;
    clearTimeout(link.idle);
    try {
      return await fn(link.sock);
    } catch (e) {
      this.retire(branch, link);
      throw e;
    } finally {
      link.users--;
      if (link.users === 0) {
        if (link.doomed) link.sock.destroy();
        else link.idle = setTimeout(() => this.retire(branch, link), 60_000);
      }
    }
  }

  private get(branch: string): Promise<Link> {
    let p = this.links.get(branch);
    if (p) {
      this.links.delete(branch); // re-insert: Map order is our LRU order
    } else {
      p = this.dial(branch);
      p.catch(() => {
        if (this.links.get(branch) === p) this.links.delete(branch);
      });
    }
    this.links.set(branch, p);
    if (this.links.size > this.cap) {
      const [oldest, old] = this.links.entries().next().value!;
      this.links.delete(oldest);
      old.then((l) => this.retire(oldest, l), () => undefined);
    }
    return p;
  }

  private dial(branch: string): Promise<Link> {
    return new Promise((resolve, reject) => {
      const sock = tls.connect({
        host: `${branch}.branches.sparkasse-nord.example`, port: 8443, ca: this.ca, timeout: 8_000,
      });
      const fail = (e: Error) => { sock.destroy(); reject(e); };
      sock.once('error', fail);
      sock.once('timeout', () => fail(new Error(`${branch}: timeout`)));
      sock.once('secureConnect', () => {
        sock.off('error', fail);
        sock.setTimeout(0);
        sock.setNoDelay(true);
        sock.setKeepAlive(true, 30_000);
        const link: Link = { sock, users: 0, doomed: false };
        link.idle = setTimeout(() => this.retire(branch, link), 60_000);
        sock.on('error', (e) => console.warn(branch, e.message));
        sock.once('close', () => this.retire(branch, link));
        resolve(link);
      });
    });
  }

  private async retire(branch: string, link: Link): Promise<void> {
    if (link.doomed) return;
    link.doomed = true;
    clearTimeout(link.idle);
    if (link.users === 0) link.sock.destroy();
    const now = this.links.get(branch);
    if (now && (await now.catch(() => null)) === link && this.links.get(branch) === now) {
      this.links.delete(branch);
    }
  }
}
