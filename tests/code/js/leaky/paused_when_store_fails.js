const net = require('net');
const { store } = require('./store');

net.createServer((sock) => {
  sock.on('error', () => sock.destroy());
  sock.on('data', async (chunk) => {
    sock.pause();
    try {
      await store(chunk);
      sock.resume();
    } catch (e) {
      console.error('store failed', e.message); // expect: zero-window-stall
    }
  });
}).listen(4000);
