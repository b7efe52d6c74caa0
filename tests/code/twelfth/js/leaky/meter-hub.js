'use strict';
// Collector for the GSM electricity meters (Landis field trial, region north).
// A meter dials in, sends its readings as ;-separated lines, half-closes and
// waits for our receipt with the number of stored lines.

const net = require('net');
const fs = require('fs');
const path = require('path');

const PORT = Number(process.env.METER_PORT || 7011);
const SPOOL = process.env.METER_SPOOL || '/var/spool/meters';

let dialIns = 0;

function parseReading(line) {
  const [serial, stamp, kwh] = line.split(';');
  if (!serial || !stamp || Number.isNaN(Number(kwh))) return null;
  return { serial, stamp, kwh: Number(kwh) };
}

function store(readings, done) {
  const file = path.join(SPOOL, `${Date.now()}-${readings[0].serial}.json`);
  fs.writeFile(file, JSON.stringify(readings), done);
}

const server = net.createServer({ allowHalfOpen: true }, (sock) => {
  const who = `${sock.remoteAddress}:${sock.remotePort}`;
  const readings = [];
  let rest = '';
  dialIns++;
  sock.setEncoding('latin1');
  sock.setKeepAlive(true, 60000);

  sock.on('data', (chunk) => {
    rest += chunk;
    if (rest.length > 65536) {
      console.warn('%s: line too long, dropping the call', who);
      sock.destroy();
      return;
    }
    const lines = rest.split('\n');
    rest = lines.pop();
    for (const l of lines) {
      const r = parseReading(l.trim());
      if (r) readings.push(r);
    }
  });

  sock.on('end', () => {
    if (readings.length === 0) {
      console.log('%s: call without readings', who);
      return;
    }
    store(readings, (err) => {
      if (err) {
        console.error('%s: spool failed: %s', who, err.message);
        sock.end('NAK\r\n');
        return;
      }
      sock.end(`ACK ${readings.length}\r\n`);
    });
  });

  sock.on('error', (err) => {
    console.error('%s: %s', who, err.code);
    sock.destroy();
  });

  sock.on('close', () => { dialIns--; });
});

server.on('error', (err) => {
  console.error('meter hub cannot listen:', err.message);
  process.exit(1);
});
server.listen(PORT, () => console.log('meter hub on %d', PORT));

setInterval(() => console.log('calls up: %d', dialIns), 30000).unref();
