'use strict';
// School bell relay: every classroom box keeps one TCP link to us.
const net = require('net');
const schedule = require('./schedule');

const boxes = new Map();

const server = net.createServer({ allowHalfOpen: true }, (box) => {
  const id = `${box.remoteAddress}:${box.remotePort}`;
  boxes.set(id, box);
  box.setKeepAlive(true, 60000);

  box.on('data', (d) => {
    const cmd = d.toString('ascii').trim();
    if (cmd === 'TIME?') box.write(`${Date.now()}\n`);
  });

  box.on('end', () => {
    console.log('classroom box', id, 'went away');
    boxes.delete(id);
  });

  box.on('error', (err) => {
    console.warn('box', id, err.code);
  });
  box.on('close', () => boxes.delete(id));
});

schedule.on('ring', (tune) => {
  for (const [id, box] of boxes) {
    if (!box.writable) continue;
    box.write(`RING ${tune}\n`);
    console.log('rang', id);
  }
});

server.listen(4555, () => console.log('bell relay ready'));
