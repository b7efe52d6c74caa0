import { createServer, connect } from 'node:net';

createServer((client) => {
  const up = connect(5432, 'db.internal');
  client.on('data', (d) => up.write(d));
  up.on('data', (d) => client.write(d));
  up.on('end', () => client.end());
  up.on('error', (e) => {
    console.error('db side', e.message);
    client.destroy();
  });
  client.on('error', (e) => {
    console.error('client side', e.message); // expect: close-wait-leak
  });
}).listen(6432);
