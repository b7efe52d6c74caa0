'use strict';

const net = require('net');

const STX = '\x02';
const ETX = '\x03';

/**
 * One command, one answer, one connection a minute at most: the printer's
 * firmware hangs up after each answer by itself.
 */
function ask(host, text, { port = 9150, patience = 7000 } = {}) {
  return new Promise((resolve, reject) => {
    let answer = '';
    let settled = false;
    const socket = net.createConnection(port, host);

    const settle = (err, value) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      socket.destroy();
      if (err) reject(err);
      else resolve(value);
    };
    const timer = setTimeout(() => settle(new Error('printer timed out')), patience);

    socket.setEncoding('latin1');
    socket.on('connect', () => socket.write(STX + text + ETX));
    socket.on('data', (d) => {
      answer += d;
      if (answer.endsWith(ETX)) settle(null, answer.slice(answer.indexOf(STX) + 1, -1));
    });
    socket.on('end', () => settle(new Error('printer hung up early')));
    socket.on('error', settle);
  });
}

async function dailyReport(host) {
  for (let attempt = 1; ; attempt++) {
    try {
      const raw = await ask(host, 'Z');
      const [count, sum] = raw.split(';');
      return { receipts: Number(count), total: Number(sum) / 100 };
    } catch (err) {
      if (attempt === 3) throw err;
      await new Promise((r) => setTimeout(r, attempt * 2000));
    }
  }
}

module.exports = { ask, dailyReport };
