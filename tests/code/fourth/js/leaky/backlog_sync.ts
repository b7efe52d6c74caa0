import { createServer } from 'node:net';
import { execFileSync } from 'node:child_process';

const server = createServer((sock) => {
  sock.setTimeout(15_000, () => sock.destroy());
  sock.on('error', () => sock.destroy());
  sock.once('data', (d) => {
    const name = d.toString('utf8').trim().replace(/[^\w.-]/g, '');
    try {
      const pdf = execFileSync('/usr/bin/wkhtmltopdf', [`/srv/html/${name}.html`, '-']);
      sock.end(pdf);
    } catch (e) {
      sock.end(`ERR ${(e as Error).message}\n`);
    }
  });
});

server.listen({ port: 9191, host: '0.0.0.0', backlog: 1 }, () => {
  console.log('pdf service up');
});
