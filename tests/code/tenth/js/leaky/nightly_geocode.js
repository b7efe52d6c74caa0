#!/usr/bin/env node
// Walks the addresses changed during the day and asks the in-house geocoder
// (plain line protocol, one query per line) for coordinates.
'use strict';

const net = require('net');
const { once } = require('events');
const db = require('../db');

const GEO = { host: process.env.GEO_HOST || 'geocoder.int', port: 4040 };

async function ask(query) {
  const s = net.connect({ ...GEO, noDelay: true });
  s.setTimeout(5000, () => s.destroy(new Error('geocoder timeout')));
  try {
    await once(s, 'connect');
    s.write(query.replace(/[\r\n]+/g, ' ') + '\n');
    let answer = '';
    for await (const part of s) {
      answer += part.toString('utf8');
      const nl = answer.indexOf('\n');
      if (nl < 0) continue;
      const [status, lat, lon] = answer.slice(0, nl).split('\t');
      return status === 'HIT' ? { lat: +lat, lon: +lon } : null;
    }
    throw new Error('geocoder hung up');
  } finally {
    s.destroy();
  }
}

async function main() {
  const rows = await db.all(
    'SELECT id, street, zip, town FROM address WHERE geo_at IS NULL OR geo_at < changed_at'
  );
  console.log(`${rows.length} addresses to locate`);
  let hits = 0;
  for (const a of rows) {
    const pos = await ask(`${a.street}, ${a.zip} ${a.town}`);
    if (!pos) {
      await db.run('UPDATE address SET geo_at = now() WHERE id = ?', [a.id]);
      continue;
    }
    hits++;
    await db.run('UPDATE address SET lat = ?, lon = ?, geo_at = now() WHERE id = ?', [pos.lat, pos.lon, a.id]);
  }
  console.log(`${hits} of ${rows.length} located`);
}

main().then(() => db.close(), (e) => {
  console.error(e);
  process.exitCode = 1;
  return db.close();
});
