import net from 'node:net';
import tls from 'node:tls';
import fs from 'node:fs';
import { BulkIndexer } from './bulk-indexer.js';

type Doc = { host: string; line: string; at: string };

const HIGH = 20_000;
const BATCH = 500;

class Intake {
  private readonly backlog: Doc[] = [];
  private flushing = false;

  constructor(private readonly index: BulkIndexer) {}

  adopt(sock: tls.TLSSocket): void {
    const host = sock.remoteAddress ?? 'unknown';
    let tail = '';
    sock.setEncoding('utf8');
    sock.setKeepAlive(true, 60_000);

    sock.on('data', (text: string) => {
      const lines = (tail + text).split('\n');
      tail = lines.pop()!;
      for (const line of lines) this.backlog.push({ host, line, at: new Date().toISOString() });
      if (this.backlog.length > HIGH) {
        console.warn('syslog: backlog %d, holding %s', this.backlog.length, host);
        sock.pause();
      }
      void this.flush();
    });
    sock.on('end', () => {
      if (tail) this.backlog.push({ host, line: tail, at: new Date().toISOString() });
      void this.flush();
    });
    sock.on('error', (e) => console.error('syslog: %s %s', host, e.message));
  }

  private async flush(): Promise<void> {
    if (this.flushing) return;
    this.flushing = true;
    while (this.backlog.length > 0) {
      const batch = this.backlog.slice(0, BATCH);
      try {
        await this.index.bulk(batch);
        this.backlog.splice(0, batch.length);
      } catch (e) {
        console.error('syslog: bulk failed, retry in 1s', (e as Error).message);
        await new Promise((r) => setTimeout(r, 1000));
      }
    }
    this.flushing = false;
  }
}

const intake = new Intake(new BulkIndexer('https://search.internal:9200'));
const creds: net.ServerOpts & tls.TlsOptions = {
  key: fs.readFileSync('/etc/shipper/key.pem'),
  cert: fs.readFileSync('/etc/shipper/cert.pem'),
  handshakeTimeout: 10_000,
};
tls.createServer(creds, (s) => intake.adopt(s)).on('tlsClientError', (e) => console.warn(e.message)).listen(6514);
