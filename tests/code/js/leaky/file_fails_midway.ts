import { createServer } from 'node:net';
import { createReadStream } from 'node:fs';

createServer((sock) => {
  sock.once('data', (d) => {
    const file = createReadStream('/srv/fw/' + d.toString().trim());
    file.on('data', (c) => {
      sock.write(c);
    });
    file.on('end', () => sock.end());
    file.on('error', (e) => { // expect: close-wait-leak
      console.error(e);
    });
  });
  sock.on('error', () => sock.destroy());
}).listen(6969);
