import { Socket } from 'node:net';

export type Verdict = { host: string; banner?: string; problem?: string; ms: number };

const CONCURRENT = 24;

function probe(host: string, port: number): Promise<Verdict> {
  const t0 = Date.now();
  return new Promise((resolve) => {
    const s = new Socket();
    let banner = '';

    const finish = (extra: Partial<Verdict>) => {
      clearTimeout(deadline);
      s.destroy();
      resolve({ host, ms: Date.now() - t0, ...extra });
    };
    const deadline = setTimeout(() => finish({ problem: 'timeout' }), 6_000);

    s.once('error', (e: NodeJS.ErrnoException) => finish({ problem: e.code ?? e.message }));
    s.once('end', () => finish(banner ? { banner } : { problem: 'closed without banner' }));
    s.on('data', (d) => {
      banner += d.toString('latin1');
      const eol = banner.indexOf('\n');
      if (eol >= 0) finish({ banner: banner.slice(0, eol).trim() });
      else if (banner.length > 512) finish({ problem: 'no line in 512 bytes' });
    });
    s.connect(port, host);
  });
}

/** Asks the management port of every switch for its banner, some at a time. */
export async function sweep(hosts: string[], port = 22): Promise<Verdict[]> {
  const out: Verdict[] = new Array(hosts.length);
  let next = 0;
  const lane = async () => {
    while (next < hosts.length) {
      const i = next++;
      out[i] = await probe(hosts[i], port);
    }
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENT, hosts.length) }, lane));
  return out;
}

if (require.main === module) {
  sweep(process.argv.slice(2)).then((all) => {
    for (const v of all) console.log(v.host, v.ms + 'ms', v.banner ?? `(${v.problem})`);
    process.exit(all.some((v) => v.problem) ? 1 : 0);
  });
}
