const net = require('net');
const readline = require('readline');
const { once } = require('events');
const MAX = 50;
let open = 0;
const server = net.createServer(async (c) => {
  c.on('error', () => {});
  if (open >= MAX) {
    c.end('421 busy\r\n');
    c.resume();
    return;
  }
  open++;
  c.once('close', () => open--);
  c.setTimeout(60000, () => c.destroy());
  const rl = readline.createInterface({ input: c, crlfDelay: Infinity });
  for await (const line of rl) {
    if (line === 'QUIT') break;
    if (!c.write(line.toUpperCase() + '\r\n')) await once(c, 'drain');
  }
  c.end();
});
server.listen(2525);
