import { createServer, connect } from 'node:net';
import { pipeline } from 'node:stream/promises';

const [, , port, upstreamHost, upstreamPort] = process.argv;
let open = 0;

const server = createServer({ allowHalfOpen: true, keepAlive: true }, async (client) => {
  open++;
  const upstream = connect({
    host: upstreamHost,
    port: Number(upstreamPort),
    allowHalfOpen: true,
    keepAlive: true,
  });
  try {
    await Promise.all([
      pipeline(client, upstream),
      pipeline(upstream, client),
    ]);
  } catch (err) {
    console.error('%s: %s', client.remoteAddress, err.code ?? err.message);
  } finally {
    client.destroy();
    upstream.destroy();
    open--;
  }
});

server.maxConnections = 2000;
server.listen(Number(port), () => console.log('up'));

process.on('SIGUSR2', () => console.log({ open }));
