import http from 'node:http';
const server = http.createServer((req, res) => res.end('ok'));
server.listen({ port: 8080, host: '0.0.0.0', backlog: 4 }); // expect: accept-queue-overflow
