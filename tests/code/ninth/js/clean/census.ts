import net from 'node:net';

export interface Answer {
  ip: string;
  version?: string;
  error?: string;
}

const PARALLEL = 64;

function ask(ip: string): Promise<Answer> {
  return new Promise((resolve) => {
    const s = net.connect({ host: ip, port: 7070, noDelay: true });
    let text = '';
    let error: string | undefined;
    s.setEncoding('ascii');
    s.setTimeout(5000, () => s.destroy(new Error('timeout')));
    s.once('connect', () => s.write('VERSION\n'));
    s.on('data', (d) => {
      text += d;
      const nl = text.indexOf('\n');
      if (nl >= 0 || text.length > 200) {
        text = text.slice(0, nl);
        s.destroy();
      }
    });
    s.on('error', (e) => {
      error = e.message;
    });
    s.on('close', () => resolve(error ? { ip, error } : { ip, version: text.trim() }));
  });
}

/** Asks all boxes, PARALLEL at a time. */
export async function census(ips: Iterable<string>, each: (a: Answer) => void): Promise<void> {
  const it = ips[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let n = it.next(); !n.done; n = it.next()) {
      each(await ask(n.value));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}

export async function summary(ips: string[]): Promise<Map<string, number>> {
  const m = new Map<string, number>();
  await census(ips, (a) => {
    const k = a.version ?? 'unreachable';
    m.set(k, (m.get(k) ?? 0) + 1);
  });
  return m;
}
