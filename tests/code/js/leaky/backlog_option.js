const net = require('net');

const server = net.createServer((s) => s.end('hi\n'));
server.listen({ port: 8080, backlog: 1 }); // expect: accept-queue-overflow
