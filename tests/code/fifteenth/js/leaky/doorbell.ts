import { createServer, Socket } from 'node:net';
import { readFile } from 'node:fs/promises';

interface Tenant {
  flat: string;
  token: string;
  phone: string;
}

/** 4000 intercoms re-register at the same minute after a power cut. */
async function main(): Promise<void> {
  const tenants: Tenant[] = JSON.parse(await readFile('tenants.json', 'utf8'));
  const byToken = new Map<string, Tenant>(tenants.map((t) => [t.token, t]));

  const server = createServer((sock: Socket) => {
    let line = '';
    sock.setEncoding('ascii');
    sock.setNoDelay(true);
    sock.setTimeout(20_000, () => sock.destroy());
    sock.on('error', () => sock.destroy());
    sock.on('data', (part: string) => {
      line += part;
      if (line.length > 512) {
        sock.destroy();
        return;
      }
      if (!line.includes('\n')) return;
      const t = byToken.get(line.trim());
      line = '';
      sock.end(t ? `CALL ${t.phone}\n` : 'UNKNOWN\n');
    });
  });

  server.listen({ port: 6060, host: '::', backlog: 1 }, () => {
    console.log('intercom registry listening');
  });
}

main().catch((e) => {
  console.error(e);
  process.exit(1);
});
