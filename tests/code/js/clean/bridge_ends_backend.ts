import { WebSocketServer } from 'ws';
import { createConnection } from 'node:net';

const wss = new WebSocketServer({ port: 6080 });

wss.on('connection', (browser) => {
  const serial = createConnection({ host: 'ser2net', port: 2001, keepAlive: true });
  const both = () => {
    serial.destroy();
    browser.close();
  };
  serial.on('data', (d) => browser.send(d));
  serial.on('close', both);
  serial.on('error', (e) => console.warn('serial: %s', e.message));
  browser.on('message', (m: Buffer) => serial.write(m));
  browser.on('close', both);
  browser.on('error', both);
});
