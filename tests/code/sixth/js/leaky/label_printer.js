'use strict';
const net = require('net');
const { once } = require('events');

const ESC = 0x1b;

/** Sends EPL labels to the warehouse printers (port 9100). */
class LabelPrinter {
  constructor(host) {
    this.host = host;
  }

  async open() {
    const s = net.connect({ host: this.host, port: 9100, noDelay: true });
    s.setTimeout(10000, () => s.destroy(new Error('printer does not answer')));
    await once(s, 'connect');
    return s;
  }

  async print(labels) {
    const s = await this.open();
    try {
      for (const l of labels) {
        const raw = Buffer.concat([Buffer.from([ESC, 0x40]), Buffer.from(this.render(l), 'latin1')]);
        for (const byte of raw) {
          if (!s.write(Uint8Array.of(byte))) {
            await once(s, 'drain');
          }
        }
      }
      s.end();
      s.resume();
      await once(s, 'close');
    } finally {
      s.destroy();
    }
  }

  render({ sku, name, count }) {
    return [
      'N',
      `A50,20,0,3,1,1,N,"${name.replace(/"/g, "'")}"`,
      `B50,60,0,1,2,4,80,B,"${sku}"`,
      `P${count || 1}`,
      '',
    ].join('\n');
  }
}

module.exports = { LabelPrinter };
