const net = require('net');

const server = net.createServer((s) => s.end('hi\n'));
server.listen(8080, '0.0.0.0', 2); // expect: accept-queue-overflow
