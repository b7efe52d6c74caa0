'use strict';
// Telemetry intake for the vending fleet. Machines dial in over 4G, push
// TLV frames, and half-close when they want the final ack.
const net = require('net');
const store = require('./store');

const FRAME_TIMEOUT = 45 * 1000;
const machines = new Map();

function armTimer(st) {
  clearTimeout(st.timer);
  st.timer = setTimeout(() => {
    console.warn('vend: %s silent for %dms', st.peer, FRAME_TIMEOUT);
    machines.delete(st.peer);
    st.sock.destroy();
  }, FRAME_TIMEOUT);
}

function drainFrames(st) {
  while (st.buf.length >= 3) {
    const len = st.buf.readUInt16BE(1);
    if (st.buf.length < 3 + len) return;
    const tag = st.buf[0];
    const body = st.buf.subarray(3, 3 + len);
    st.buf = st.buf.subarray(3 + len);
    store.put(st.peer, tag, body);
    st.frames++;
  }
}

const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (sock) => {
  const st = {
    sock,
    peer: `${sock.remoteAddress}:${sock.remotePort}`,
    buf: Buffer.alloc(0),
    frames: 0,
    timer: null,
  };
  machines.set(st.peer, st);
  armTimer(st);

  sock.on('data', (chunk) => {
    st.buf = Buffer.concat([st.buf, chunk]);
    drainFrames(st);
    armTimer(st);
  });

  sock.on('end', () => {
    clearTimeout(st.timer);
    machines.delete(st.peer);
    sock.write(Buffer.from([0x06, st.frames & 0xff]));
    console.log('vend: %s done, %d frames', st.peer, st.frames);
  });

  sock.on('error', (err) => {
    clearTimeout(st.timer);
    machines.delete(st.peer);
    console.error('vend: %s %s', st.peer, err.code);
    sock.destroy();
  });
});

server.listen(7311, () => console.log('vend intake on 7311'));
