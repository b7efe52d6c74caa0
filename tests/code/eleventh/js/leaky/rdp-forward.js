#!/usr/bin/env node
// Tiny TCP forwarder for the training rooms: room PC -> jump box -> desktop VM
const net = require('node:net');
const { rooms } = require('./rooms.json');

let live = 0;

function bridge(room, client) {
  live += 1;
  client.setNoDelay(true);
  client.setKeepAlive(true, 30_000);

  const vm = net.connect({ host: room.vm, port: 3389 });
  vm.setNoDelay(true);
  vm.setKeepAlive(true, 30_000);

  const connectTimer = setTimeout(() => {
    vm.destroy(new Error('connect timeout'));
  }, 5_000);

  vm.once('connect', () => {
    clearTimeout(connectTimer);
    console.log(`[${room.name}] up (${live} sessions)`);
    client.pipe(vm);
    vm.pipe(client);
  });

  vm.on('error', (err) => {
    clearTimeout(connectTimer);
    console.error(`[${room.name}] vm side: ${err.message}`);
  });

  client.on('error', (err) => {
    console.error(`[${room.name}] room side: ${err.message}`);
    vm.destroy();
  });

  client.on('close', () => {
    live -= 1;
    clearTimeout(connectTimer);
    vm.destroy();
  });
}

for (const room of rooms) {
  const srv = net.createServer((c) => bridge(room, c));
  srv.on('error', (e) => {
    console.error(`cannot serve ${room.name}: ${e.message}`);
    process.exitCode = 1;
  });
  srv.listen(room.port, '10.20.0.1');
}
