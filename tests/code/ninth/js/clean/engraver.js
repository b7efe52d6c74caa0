const { connect } = require('net');
const { once } = require('events');

class Engraver {
  #sock;
  #seq = 0;

  constructor(sock) {
    this.#sock = sock;
  }

  static async withEngraver(host, work) {
    const sock = connect({ host, port: 6101, noDelay: true });
    try {
      const giveUp = AbortSignal.timeout(4000);
      await once(sock, 'connect', { signal: giveUp });
      sock.on('error', (e) => console.error('engraver', e.message));
      return await work(new Engraver(sock));
    } finally {
      sock.destroy();
    }
  }

  async #reply(ms) {
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(ms)]);
    try {
      for (;;) {
        const b = this.#sock.read(1);
        if (b !== null) return b[0];
        if (this.#sock.readableEnded || this.#sock.destroyed) throw new Error('engraver hung up');
        await Promise.race([
          once(this.#sock, 'readable', { signal }),
          once(this.#sock, 'end', { signal }),
        ]);
      }
    } finally {
      stop.abort();
    }
  }

  async engrave(text) {
    const payload = Buffer.from(text, 'utf8');
    const frame = Buffer.allocUnsafe(8 + payload.length);
    frame.writeUInt32BE(++this.#seq, 0);
    frame.writeUInt32BE(payload.length, 4);
    payload.copy(frame, 8);
    if (!this.#sock.write(frame)) await once(this.#sock, 'drain');
    const status = await this.#reply(20000);
    if (status !== 0x06) throw new Error(`job ${this.#seq}: status ${status}`);
  }
}

async function plates(host, serials) {
  return Engraver.withEngraver(host, async (e) => {
    let done = 0;
    for (const s of serials) {
      await e.engrave(`PLATE ${s}`);
      done++;
    }
    return done;
  });
}

module.exports = { Engraver, plates };
