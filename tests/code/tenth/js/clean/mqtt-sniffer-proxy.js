'use strict';

// Sits between the line controllers and the broker and counts packet types.
const net = require('net');
const { EventEmitter } = require('events');

const NAMES = ['?', 'CONNECT', 'CONNACK', 'PUBLISH', 'PUBACK', 'PUBREC', 'PUBREL', 'PUBCOMP',
  'SUBSCRIBE', 'SUBACK', 'UNSUBSCRIBE', 'UNSUBACK', 'PINGREQ', 'PINGRESP', 'DISCONNECT', 'AUTH'];

class Link extends EventEmitter {
  constructor(plc, broker) {
    super();
    this.plc = plc;
    this.broker = broker;
    this.counts = new Map();
    this.over = false;
    this.couple(plc, broker);
    this.couple(broker, plc);
  }

  couple(from, to) {
    from.setNoDelay(true);
    from.setKeepAlive(true, 30000);
    from.setTimeout(5 * 60 * 1000, () => this.tear('idle'));
    from.on('data', (b) => this.tally(b));
    from.pipe(to, { end: false });
    from.on('end', () => {
      // hand the half-close on, the rest of the other direction still flows
      if (!to.destroyed) to.end();
    });
    from.on('error', (e) => this.tear(e.code));
    from.on('close', (hadError) => {
      if (hadError) this.tear('error');
      else if (to.writableEnded || to.destroyed) this.tear('closed');
      else to.end();
    });
  }

  tally(b) {
    const t = NAMES[b[0] >> 4];
    this.counts.set(t, (this.counts.get(t) || 0) + 1);
  }

  tear(why) {
    if (this.over) return;
    this.over = true;
    this.plc.destroy();
    this.broker.destroy();
    this.emit('over', why, this.counts);
  }
}

function start({ port, brokerHost, brokerPort }) {
  const links = new Set();
  const server = net.createServer({ allowHalfOpen: true }, (plc) => {
    const broker = net.connect({ host: brokerHost, port: brokerPort, allowHalfOpen: true });
    const link = new Link(plc, broker);
    links.add(link);
    link.once('over', (why, counts) => {
      links.delete(link);
      console.log('link over (%s): %j', why, [...counts]);
    });
  });
  server.on('error', (e) => console.error('sniffer listener:', e.message));
  server.listen(port);
  return function stop() {
    server.close();
    for (const l of links) l.tear('shutdown');
  };
}

module.exports = { start };
