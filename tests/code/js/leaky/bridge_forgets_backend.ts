import { WebSocketServer } from 'ws';
import { createConnection } from 'node:net';

const wss = new WebSocketServer({ port: 6080 });

wss.on('connection', (browser) => {
  const serial = createConnection({ host: 'ser2net', port: 2001, keepAlive: true });
  serial.on('data', (d) => browser.send(d));
  serial.on('close', () => browser.close());
  serial.on('error', (e) => {
    console.warn('serial: %s', e.message);
    browser.close(1011);
  });
  browser.on('message', (m: Buffer) => serial.write(m));
  browser.on('close', () => { // expect: close-wait-leak
    console.log('browser left');
  });
});
