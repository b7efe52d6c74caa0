const { Pool } = require('undici');
const EventEmitter = require('events');

const SUPPLIERS = [
  { id: 'hartmann', origin: 'https://api.hartmann-grosshandel.de', path: '/v2/prices.json' },
  { id: 'kolb', origin: 'https://edi.kolb.at', path: '/export/prices' },
  { id: 'nordwest', origin: 'https://b2b.nordwest.example', path: '/prices?fmt=json' },
];

class PriceFeed extends EventEmitter {
  constructor({ everyMs = 60_000 } = {}) {
    super();
    this.everyMs = everyMs;
    this.etags = new Map();
    this.pools = new Map(
      SUPPLIERS.map((s) => [s.id, new Pool(s.origin, { connections: 4, headersTimeout: 10_000, bodyTimeout: 20_000 })]),
    );
  }

  async poll(supplier) {
    const pool = this.pools.get(supplier.id);
    const headers = { accept: 'application/json' };
    const etag = this.etags.get(supplier.id);
    if (etag) headers['if-none-match'] = etag;

    const { statusCode, headers: rh, body } = await pool.request({
      method: 'GET',
      path: supplier.path,
      headers,
    });

    if (statusCode === 304) {
      await body.dump();
      return 0;
    }
    if (statusCode !== 200) {
      this.emit('trouble', supplier.id, statusCode);
      return 0;
    }
    const list = await body.json();
    if (rh.etag) this.etags.set(supplier.id, rh.etag);
    for (const p of list) this.emit('price', supplier.id, p.sku, Number(p.net));
    return list.length;
  }

  start() {
    const round = async () => {
      const res = await Promise.allSettled(SUPPLIERS.map((s) => this.poll(s)));
      res.forEach((r, i) => {
        if (r.status === 'rejected') this.emit('trouble', SUPPLIERS[i].id, r.reason.message);
      });
      if (!this.stopped) this.timer = setTimeout(round, this.everyMs);
    };
    round();
  }

  async stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    await Promise.all([...this.pools.values()].map((p) => p.destroy()));
  }
}

module.exports = { PriceFeed };
