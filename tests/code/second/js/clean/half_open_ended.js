'use strict';
const net = require('net');

function sum(numbers) {
  return numbers.reduce((a, b) => a + b, 0);
}

/** The client sends numbers, ends its side, and gets the sum. */
function createServer() {
  return net.createServer({ allowHalfOpen: true, pauseOnConnect: false }, (socket) => {
    const parts = [];
    const timer = setTimeout(() => socket.destroy(), 30000);
    socket.on('data', (d) => parts.push(d));
    socket.on('end', () => {
      const text = Buffer.concat(parts).toString('ascii');
      const numbers = text.split(/\s+/).filter(Boolean).map(Number);
      if (numbers.some(Number.isNaN)) {
        socket.end('ERR\n');
        return;
      }
      setImmediate(() => socket.end(`${sum(numbers)}\n`));
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => clearTimeout(timer));
  });
}

module.exports = { createServer };
