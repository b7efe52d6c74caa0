const { connect } = require('net');
const { once } = require('events');

/**
 * Talks to the laser etcher: 8 byte header, then the job, then the machine answers one status byte.
 */
class Etcher {
  constructor(sock) {
    this.sock = sock;
    this.seq = 0;
  }

  static async open(host) {
    const sock = connect({ host, port: 6101, keepAlive: true });
    sock.setTimeout(30000, () => sock.destroy(new Error('etcher timed out')));
    await once(sock, 'connect');
    sock.on('error', (e) => console.error('etcher', e.message));
    return new Etcher(sock);
  }

  async send(job) {
    const header = Buffer.alloc(8);
    header.writeUInt32BE(++this.seq, 0);
    header.writeUInt32BE(job.length, 4);
    this.sock.write(header);
    this.sock.write(job);
    const [status] = await once(this.sock, 'data');
    if (status[0] !== 0x06) {
      throw new Error(`job ${this.seq} refused with ${status[0]}`);
    }
  }

  close() {
    this.sock.end();
  }
}

async function etchAll(host, serials) {
  const e = await Etcher.open(host);
  try {
    for (const s of serials) {
      await e.send(Buffer.from(`TEXT 4.0 2.5 "${s}"\n`));
    }
  } finally {
    e.close();
  }
}

module.exports = { Etcher, etchAll };
