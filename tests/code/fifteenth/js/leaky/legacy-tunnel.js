const net = require('node:net');

const UPSTREAM = { host: process.env.UP_HOST || '10.2.0.15', port: Number(process.env.UP_PORT || 1521) };
const IDLE = 30 * 60 * 1000;

/**
 * Moves report workstations to the new database host without touching their config.
 */
function handle(client) {
  const upstream = net.connect(UPSTREAM);
  client.setNoDelay(true);
  upstream.setNoDelay(true);
  client.setTimeout(IDLE, () => client.destroy(new Error('idle')));

  client.on('data', (buf) => {
    if (!upstream.write(buf)) client.pause();
  });
  upstream.on('drain', () => client.resume());

  upstream.on('data', (buf) => {
    if (!client.write(buf)) upstream.pause();
  });
  client.on('drain', () => upstream.resume());

  client.on('end', () => upstream.end());
  upstream.on('end', () => client.end());

  upstream.on('error', (err) => {
    console.error('upstream', err.message);
    client.destroy();
  });
  client.on('error', (err) => {
    console.error('workstation', err.message);
  });
}

net.createServer(handle).listen(1521, '0.0.0.0', () => {
  console.log('tunnel to', UPSTREAM);
});
