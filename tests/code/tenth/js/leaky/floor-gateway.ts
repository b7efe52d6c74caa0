import { createServer, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, WebSocket } from 'ws';
import { verifyBadge, Badge } from './badges';
import { logger } from './logger';

interface Terminal {
  ws: WebSocket;
  badge: Badge;
  alive: boolean;
}

const terminals = new Set<Terminal>();
const wss = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
const http = createServer((_req, res) => {
  res.writeHead(200, { 'content-type': 'text/plain' });
  res.end(`terminals ${terminals.size}\n`);
});

function tokenOf(req: IncomingMessage): string | undefined {
  const query = (req.url ?? '').split('?')[1] ?? '';
  return new URLSearchParams(query).get('badge') ?? undefined;
}

http.on('upgrade', async (req: IncomingMessage, socket: Duplex, head: Buffer) => {
  socket.on('error', (err) => logger.warn({ err }, 'raw socket error'));

  const token = tokenOf(req);
  if (!token) {
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n', () => socket.destroy());
    return;
  }

  let badge: Badge;
  try {
    badge = await verifyBadge(token);
  } catch (err) {
    logger.info({ err }, 'badge service refused terminal');
    return;
  }

  wss.handleUpgrade(req, socket, head, (ws) => {
    const t: Terminal = { ws, badge, alive: true };
    terminals.add(t);
    ws.on('pong', () => { t.alive = true; });
    ws.on('error', (err) => logger.warn({ err, badge: badge.id }, 'terminal error'));
    ws.on('close', () => terminals.delete(t));
    ws.on('message', (m) => logger.debug({ badge: badge.id, len: m.toString().length }, 'scan'));
  });
});

setInterval(() => {
  for (const t of terminals) {
    if (!t.alive) {
      t.ws.terminate();
      continue;
    }
    t.alive = false;
    t.ws.ping();
  }
}, 30_000).unref();

http.listen(Number(process.env.PORT ?? 8090));
