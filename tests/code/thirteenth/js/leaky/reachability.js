// Nightly: are all customer routers (about 70 000) reachable on the management port?
const net = require('net');
const fs = require('fs');
const { promisify } = require('util');
const readFile = promisify(fs.readFile);

function probe(host) {
  return new Promise((resolve) => {
    const began = Date.now();
    const s = net.connect({ host, port: 7547 });
    let up = false;
    s.setTimeout(10000, () => s.destroy());
    s.once('connect', () => {
      up = true;
      s.destroy();
    });
    s.once('error', () => {});
    s.once('close', () => resolve({ host, up, ms: Date.now() - began }));
  });
}

async function main() {
  const text = await readFile(process.argv[2] || '/var/lib/acs/routers.txt', 'utf8');
  const hosts = text.split('\n').map((h) => h.trim()).filter(Boolean);
  console.time('probing ' + hosts.length);
  const results = await Promise.all(hosts.map(probe));
  console.timeEnd('probing ' + hosts.length);

  const down = results.filter((r) => !r.up);
  fs.writeFileSync('/var/lib/acs/down.json', JSON.stringify(down));
  console.log(`${down.length} of ${results.length} do not answer`);
}

main().catch((e) => {
  console.error(e);
  process.exit(1);
});
