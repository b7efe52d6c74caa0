const http = require('http');
const server = http.createServer((req, res) => res.end('ok'));
server.requestTimeout = 0; // expect: dead-peer-timeout
server.headersTimeout = 0;
server.listen(8080);
