import net from 'node:net';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';

// The DTP stations send a PDF and get a PNG of its first page.
const dir = mkdtempSync(join(tmpdir(), 'thumb-'));
let n = 0;

const server = net.createServer({ allowHalfOpen: true }, (station) => {
  const parts = [];
  let size = 0;
  station.setTimeout(30_000, () => station.destroy());
  station.on('error', (e) => console.warn(station.remoteAddress, e.code));
  station.on('data', (d) => {
    parts.push(d);
    size += d.length;
    if (size > 64 * 1024 * 1024) station.destroy();
  });
  station.on('end', () => {
    const base = join(dir, String(++n));
    try {
      writeFileSync(base + '.pdf', Buffer.concat(parts));
      // 3 to 10 seconds for the large posters
      execFileSync('pdftoppm', ['-png', '-singlefile', '-r', '60', base + '.pdf', base]);
      station.end(readFileSync(base + '.png'));
    } catch (e) {
      console.error('render', e.message);
      station.end();
    } finally {
      rmSync(base + '.pdf', { force: true });
      rmSync(base + '.png', { force: true });
    }
  });
});

server.listen(5099, () => console.log('thumbs in', dir));
process.on('exit', () => rmSync(dir, { recursive: true, force: true }));
