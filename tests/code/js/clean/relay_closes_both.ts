import { createServer, connect } from 'node:net';

createServer((left) => {
  const right = connect({ host: 'backend', port: 7000 });
  const close = () => {
    left.destroy();
    right.destroy();
  };
  left.pipe(right);
  right.pipe(left);
  left.once('error', close);
  right.once('error', close);
  left.once('close', close);
  right.once('close', close);
  left.setTimeout(120_000, close);
}).listen(7000);
