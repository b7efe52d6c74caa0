import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { randomUUID } from 'node:crypto';

const LIMIT = 20 * 1024 * 1024;

async function upload(req: IncomingMessage, res: ServerResponse) {
  const size = Number(req.headers['content-length'] ?? 0);
  if (size > LIMIT) {
    res.writeHead(413, { Connection: 'close' });
    res.write('too large\n');
    req.socket.destroy();
    return;
  }
  const id = randomUUID();
  await pipeline(req, createWriteStream(`/srv/up/${id}`));
  res.writeHead(201, { Location: `/f/${id}` }).end();
}

const server = createServer((req, res) => {
  upload(req, res).catch((e) => {
    console.error(e);
    if (!res.headersSent) res.writeHead(500);
    res.end();
  });
});
server.requestTimeout = 60_000;
server.listen(8090);
