import http, { IncomingMessage, ServerResponse } from 'node:http';
import { subscribeOrders, Order } from './orders';

// Server-sent events for the tablets above the grill.
const boards = new Set<ServerResponse>();

function openBoard(req: IncomingMessage, res: ServerResponse): void {
  res.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  res.write('retry: 2000\n\n');
  boards.add(res);

  const off = () => boards.delete(res);
  res.on('close', off);
  res.on('error', off);
}

function cast(text: string): void {
  for (const res of boards) {
    if (res.writableLength > 256 * 1024) {
      // tablet asleep; it reconnects and reloads the board when woken
      boards.delete(res);
      res.destroy();
      continue;
    }
    res.write(text);
  }
}

setInterval(() => cast(': beat\n\n'), 20_000).unref();

subscribeOrders((o: Order) => {
  cast(`event: order\nid: ${o.no}\ndata: ${JSON.stringify(o)}\n\n`);
});

const server = http.createServer((req, res) => {
  if (req.method === 'GET' && req.url === '/board') {
    openBoard(req, res);
    return;
  }
  req.resume();
  res.writeHead(404, { 'content-type': 'text/plain' }).end('no such page\n');
});

server.keepAliveTimeout = 15_000;
server.listen(8088);

process.once('SIGTERM', () => {
  server.close();
  for (const res of boards) res.end();
});
