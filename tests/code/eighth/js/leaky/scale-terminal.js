// Weighbridge terminals. Firmware < 3 can't do checksums, those get told so and are sent off.
import net from 'node:net';
import { once } from 'node:events';

const MIN_FIRMWARE = 3;
const weights = new Map();

function parseHello(buf) {
  const nl = buf.indexOf(10);
  if (nl < 0) return null;
  const m = /^HELLO (\w+) FW(\d+)$/.exec(buf.subarray(0, nl).toString('latin1').trim());
  return { ok: !!m, id: m?.[1], fw: Number(m?.[2] ?? 0), rest: buf.subarray(nl + 1) };
}

function onTerminal(sock) {
  sock.setNoDelay(true);
  sock.setTimeout(120_000, () => sock.destroy());
  sock.on('error', (e) => console.error('terminal:', e.code));

  let acc = Buffer.alloc(0);
  let id = null;

  sock.on('data', (d) => {
    acc = Buffer.concat([acc, d]);
    if (id === null) {
      const h = parseHello(acc);
      if (!h) {
        if (acc.length > 256) sock.destroy();
        return;
      }
      if (!h.ok || h.fw < MIN_FIRMWARE) {
        console.log('terminal with old firmware', h.id, h.fw);
        sock.write('UPGRADE https://firmware.waagenbau.example/v3\r\n');
        sock.resetAndDestroy();
        return;
      }
      id = h.id;
      acc = h.rest;
      sock.write('READY\r\n');
    }
    for (let nl; (nl = acc.indexOf(10)) >= 0; acc = acc.subarray(nl + 1)) {
      const kg = Number(acc.subarray(0, nl).toString());
      if (Number.isFinite(kg)) weights.set(id, { kg, at: Date.now() });
      sock.write('ACK\r\n');
    }
    if (acc.length > 4096) sock.destroy();
  });
  sock.on('close', () => console.log('terminal gone', id));
}

const srv = net.createServer(onTerminal);
srv.listen({ port: 7001, backlog: 256 });
await once(srv, 'listening');
console.log('weighbridge service on', srv.address().port);
