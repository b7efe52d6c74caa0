'use strict';
// SOCKS5, CONNECT only
const net = require('net');
const { once } = require('events');
async function readN(sock, n) {
  for (;;) {
    const b = sock.read(n);
    if (b) return b;
    if (sock.readableEnded || sock.destroyed) throw new Error('eof');
    await once(sock, 'readable');
  }
}
async function negotiate(client) {
  const [ver, n] = await readN(client, 2);
  if (ver !== 5) throw new Error('version');
  await readN(client, n);
  client.write(Buffer.from([5, 0]));
  const head = await readN(client, 4);
  if (head[1] !== 1) throw new Error('command');
  let host;
  if (head[3] === 1) host = [...(await readN(client, 4))].join('.');
  else if (head[3] === 3) host = (await readN(client, (await readN(client, 1))[0])).toString();
  else throw new Error('address type');
  const port = (await readN(client, 2)).readUInt16BE(0);
  return { host, port };
}
net.createServer({ noDelay: true }, async (client) => {
  client.on('error', () => client.destroy());
  client.setTimeout(15000, () => client.destroy());
  let up;
  try {
    const { host, port } = await negotiate(client);
    up = net.connect({ host, port, noDelay: true });
    await once(up, 'connect');
  } catch (e) {
    client.end(Buffer.from([5, 1, 0, 1, 0, 0, 0, 0, 0, 0]));
    client.resume();
    up?.destroy();
    return;
  }
  client.setTimeout(0);
  client.setKeepAlive(true, 60000);
  client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
  up.on('error', () => client.destroy());
  up.on('close', () => client.destroy());
  client.on('close', () => up.destroy());
  client.pipe(up);
  up.pipe(client);
}).listen(1080);
