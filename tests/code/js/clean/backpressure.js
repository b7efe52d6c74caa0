const net = require('net');
const fs = require('fs');
const { pipeline } = require('stream');

net.createServer((s) => {
  pipeline(fs.createReadStream('/var/big'), s, (e) => {
    if (e) s.destroy();
  });
}).listen(9000);
