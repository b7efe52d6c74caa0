const net = require('net');
let players = 0;
net.createServer((s) => {
  if (players >= 64) {
    s.write('FULL try again later\r\n');
    s.destroy(); // expect: reset-with-unread-data
    return;
  }
  players++;
  s.on('data', () => {});
  s.on('error', () => {});
  s.on('close', () => players--);
}).listen(7000);
