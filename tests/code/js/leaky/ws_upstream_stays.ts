import { WebSocketServer, WebSocket } from 'ws';
const wss = new WebSocketServer({ port: 8090 });
wss.on('connection', (client) => {
  const up = new WebSocket('ws://quotes.internal:9001/stream');
  up.on('message', (m) => client.send(m));
  client.on('message', (m) => up.readyState === WebSocket.OPEN && up.send(m));
  up.on('close', () => client.close());
  up.on('error', () => client.close());
  client.on('close', () => { // expect: close-wait-leak
    console.log('viewer gone');
  });
});
