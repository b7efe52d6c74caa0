import express from 'express';
import type { Socket } from 'node:net';
import { createServer } from 'node:http';
import { api } from './api';

const app = express();
app.disable('x-powered-by');
app.use(express.json({ limit: '1mb' }));
app.use('/api', api);

const server = createServer(app);
server.keepAliveTimeout = 65_000;
server.headersTimeout = 66_000;
server.requestTimeout = 60_000;

// kept so that a shutdown does not wait for idle browsers
const sockets = new Set<Socket>();
server.on('connection', (s) => {
  sockets.add(s);
  s.once('close', () => sockets.delete(s));
});

server.listen(Number(process.env.PORT ?? 8080), () => {
  console.log('listening', server.address());
});

function shutdown(sig: NodeJS.Signals): void {
  console.log(`${sig}: closing, ${sockets.size} connections`);
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => {
    for (const s of sockets) s.destroy();
  }, 10_000).unref();
}

process.once('SIGTERM', shutdown);
process.once('SIGINT', shutdown);
